/* conntrack.c - the kernel's connection tracking. */
#include "conntrack.h"

#include <errno.h>
#ifdef HAVE_CONNTRACK
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#endif
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "file.h"
#include "util.h"

static int compare(const void *a, const void *b)
{
	return prefix_compare(a, b);
}

void conntrack_sort(struct prefixes *addresses)
{
	if (addresses->count)
		qsort(addresses->items, addresses->count, sizeof(*addresses->items), compare);
}

#ifdef HAVE_CONNTRACK
struct forgetting {
	const struct conntrack_of *of;
	struct nfct_handle *deleting; /* beside the one that is being read from */
	size_t count;
};

static void close_handle(struct nfct_handle **h)
{
	if (*h)
		nfct_close(*h);
}

/* Where the kernel would send the answer, were it here: to the address that the flow left with. */
static bool is_answered_to(const struct nf_conntrack *flow, const struct prefixes *addresses)
{
	struct prefix address = { 0 };
	const void *bytes = NULL;

	if (nfct_attr_is_set(flow, ATTR_REPL_IPV4_DST) > 0) {
		bytes = nfct_get_attr(flow, ATTR_REPL_IPV4_DST);
		address.family = AF_INET;
	} else if (nfct_attr_is_set(flow, ATTR_REPL_IPV6_DST) > 0) {
		bytes = nfct_get_attr(flow, ATTR_REPL_IPV6_DST);
		address.family = AF_INET6;
	}
	if (!bytes || !addresses->count)
		return false;
	address.length = prefix_full_length(address.family);
	memcpy(address.bytes, bytes, address.length / 8);
	return bsearch(&address, addresses->items, addresses->count, sizeof(*addresses->items), compare) != NULL;
}

static int take(enum nf_conntrack_msg_type type, struct nf_conntrack *flow, void *context)
{
	struct forgetting *f = context;
	const struct conntrack_of *of = f->of;

	(void)type;
	if (!of->family[nfct_get_attr_u8(flow, ATTR_L3PROTO) == AF_INET6 ? V6 : V4])
		return NFCT_CB_CONTINUE;
	if ((of->mask && (nfct_get_attr_u32(flow, ATTR_MARK) & of->mask) == of->mark) || is_answered_to(flow, &of->addresses))
		f->count += nfct_query(f->deleting, NFCT_Q_DESTROY, flow) == 0; /* else it has ended by itself */
	return NFCT_CB_CONTINUE;
}

int conntrack_forget(const struct conntrack_of *of, size_t *count)
{
	_cleanup_(close_handle) struct nfct_handle *reading = NULL, *deleting = NULL;
	struct forgetting f = { .of = of };
	uint32_t family = AF_UNSPEC, tracked = 0;

	*count = 0;
	/* asked first: to open the socket would have the kernel load what nobody has needed so far */
	if (file_read_sysctl("net.netfilter.nf_conntrack_count", &tracked) || !tracked)
		return 0;
	reading = nfct_open(CONNTRACK, 0);
	deleting = reading ? nfct_open(CONNTRACK, 0) : NULL;
	if (!deleting)
		return -errno;
	f.deleting = deleting;
	if (nfct_callback_register(reading, NFCT_T_ALL, take, &f))
		return -errno;
	if (nfct_query(reading, NFCT_Q_DUMP, &family))
		return -errno;
	*count = f.count;
	return 0;
}
#else
int conntrack_forget(const struct conntrack_of *of, size_t *count)
{
	(void)of;
	*count = 0;
	return 0;
}
#endif
