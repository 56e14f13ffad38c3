/* test_arp.c - the frames byte by byte, and what is made of those that others send. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "arp_layout.h"

static const struct mac OWN = { { 0x02, 0, 0, 0, 0, 0x0a } }, OTHER = { { 0x02, 0, 0, 0, 0, 0x0b } };
static const struct mac ALL = { { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } };

/* Ethernet headers from OWN, and what stands behind them */
#define BROADCAST_ARP "ffffffffffff02000000000a0806"
#define ALL_NODES_IPV6 "33330000000102000000000a86dd"
#define ARP_HEAD_REQUEST "0001080006040001"
#define ARP_HEAD_REPLY "0001080006040002"
#define NOTHING "000000000000"
#define FRAME_NA                                                                                          \
	ALL_NODES_IPV6 "6000000000203aff20010db8000000000000000000000012ff020000000000000000000000000001" \
		       "8800f8ff2000000020010db8000000000000000000000012020102000000000a"
#define FRAME_CHECK                                                                                                      \
	"3333ff00001202000000000a86dd6000000000183aff00000000000000000000000000000000ff0200000000000000000001ff000012" \
	"87004ccb0000000020010db8000000000000000000000012"

static struct prefix P(const char *text)
{
	struct prefix p;

	assert_int_equal(prefix_read(text, &p), 0);
	return p;
}

static void assert_frame(const struct frame *frame, const char *hexadecimal)
{
	char text[2 * sizeof(frame->bytes) + 1] = "";

	for (size_t i = 0; i < frame->length; i++)
		snprintf(text + 2 * i, 3, "%02x", frame->bytes[i]);
	assert_string_equal(text, hexadecimal);
}

/* Returns the length. */
static size_t bytes_of(const char *hexadecimal, unsigned char *out)
{
	size_t length = strlen(hexadecimal) / 2;
	unsigned byte;

	for (size_t i = 0; i < length; i++) {
		assert_int_equal(sscanf(hexadecimal + 2 * i, "%2x", &byte), 1);
		out[i] = (unsigned char)byte;
	}
	return length;
}

static void assert_claim(const char *hexadecimal, const char *address, const struct mac *mac, bool wants)
{
	unsigned char bytes[256];
	size_t length = bytes_of(hexadecimal, bytes);
	char text[PREFIX_TEXT];
	struct claim claim;

	assert_true(arp_read_claim(bytes, length, &claim));
	assert_string_equal(prefix_text(&claim.address, text), address);
	assert_true(mac_equal(&claim.mac, mac));
	assert_int_equal(claim.wants, wants);
	/* padded, as a card hands it over */
	memset(bytes + length, 0xa5, 60);
	assert_true(arp_read_claim(bytes, length + 60, &claim));
	/* cut anywhere, none of it is one */
	for (size_t i = 0; i < length; i++)
		assert_false(arp_read_claim(bytes, i, &claim));
}

/* Puts the checksum right, so that it is not the reason why a frame is refused. */
static void seal(unsigned char *bytes)
{
	arp_put16(bytes + ND_SUM, 0);
	arp_put16(bytes + ND_SUM, arp_checksum(bytes, arp_get16(bytes + IPV6_LENGTH)));
}

/* A frame that is a claim; none any more with this byte at this offset. */
static void assert_refused(const char *hexadecimal, size_t offset, unsigned char value)
{
	unsigned char bytes[256];
	size_t length = bytes_of(hexadecimal, bytes);
	struct claim claim;

	assert_true(arp_read_claim(bytes, length, &claim));
	bytes[offset] = value;
	if (offset > ND_TYPE && offset != ND_SUM)
		seal(bytes);
	assert_false(arp_read_claim(bytes, length, &claim));
}

static void test_macs(void **state)
{
	static const char *const wrong[] = { "", "0", "02000000000", "02000000000a0", "02:00:00:00:00", "02:00:00:00:00:0a:", "0:2:0:0:0:a",
					     "02:0000000:0a", "0200:00:00:00:0a", ":02000000000a", "02000000000g", "02-00-00-00-00-0a", "+2000000000a" };
	char text[MAC_TEXT];
	struct mac mac;

	(void)state;
	assert_int_equal(mac_read("02:00:00:Ab:cD:0f", &mac), 0);
	assert_string_equal(mac_text(&mac, text), "02:00:00:ab:cd:0f");
	assert_int_equal(mac_read("02000000000A", &mac), 0);
	assert_true(mac_equal(&mac, &OWN));
	assert_false(mac_equal(&mac, &OTHER));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (mac_read(wrong[i], &mac) != -EINVAL)
			fail_msg("%s", wrong[i]);
}

static void test_announcements(void **state)
{
	struct prefix four = P("192.0.2.18/24"), six = P("2001:db8::12/64");
	struct frame f[ANNOUNCEMENT_FRAMES];

	(void)state;
	assert_int_equal(arp_write_announcement(f, &OWN, &four, true), 2);
	assert_frame(&f[0], BROADCAST_ARP ARP_HEAD_REQUEST "02000000000ac0000212" NOTHING "c0000212");
	assert_frame(&f[1], BROADCAST_ARP ARP_HEAD_REPLY "02000000000ac0000212" "02000000000ac0000212");
	assert_int_equal(arp_write_announcement(f, &OWN, &six, false), 1);
	assert_frame(&f[0], FRAME_NA);
	assert_int_equal(arp_write_announcement(f, &OWN, &six, true), 1);
	assert_frame(&f[0], ALL_NODES_IPV6 "6000000000203aff20010db8000000000000000000000012ff020000000000000000000000000001"
					   "880078ffa000000020010db8000000000000000000000012020102000000000a");
}

static void test_requests(void **state)
{
	struct prefix four = P("192.0.2.18"), neighbour4 = P("192.0.2.1"), six = P("2001:db8::12"), neighbour6 = P("fe80::abcd:ef01");
	static const char six_rest[] = "6000000000203aff20010db8000000000000000000000012ff0200000000000000000001ffcdef01"
				       "8700c0aa00000000fe8000000000000000000000abcdef01010102000000000a";
	char text[256];
	struct frame f;

	(void)state;
	arp_write_request(&f, &OWN, &four, &neighbour4, NULL);
	assert_frame(&f, BROADCAST_ARP ARP_HEAD_REQUEST "02000000000ac0000212" NOTHING "c0000201");
	/* as send_arp: the target's MAC is in the header and in the question */
	arp_write_request(&f, &OWN, &four, &neighbour4, &OTHER);
	assert_frame(&f, "02000000000b02000000000a0806" ARP_HEAD_REQUEST "02000000000ac0000212" "02000000000bc0000201");
	arp_write_request(&f, &OWN, &four, &neighbour4, &ALL);
	assert_frame(&f, BROADCAST_ARP ARP_HEAD_REQUEST "02000000000ac0000212" "ffffffffffffc0000201");

	snprintf(text, sizeof(text), "3333ffcdef0102000000000a86dd%s", six_rest);
	arp_write_request(&f, &OWN, &six, &neighbour6, NULL);
	assert_frame(&f, text);
	arp_write_request(&f, &OWN, &six, &neighbour6, &ALL);
	assert_frame(&f, text);
	snprintf(text, sizeof(text), "02000000000b02000000000a86dd%s", six_rest);
	arp_write_request(&f, &OWN, &six, &neighbour6, &OTHER);
	assert_frame(&f, text);
}

static void test_searches(void **state)
{
	struct prefix four = P("192.0.2.18"), neighbour4 = P("192.0.2.1"), six = P("2001:db8::12"), neighbour6 = P("fe80::abcd:ef01");
	struct frame f, request;

	(void)state;
	arp_write_search(&f, &OWN, &four, &neighbour4);
	arp_write_request(&request, &OWN, &four, &neighbour4, NULL);
	assert_memory_equal(f.bytes, request.bytes, sizeof(f.bytes));
	arp_write_search(&f, &OWN, &six, &neighbour6);
	assert_frame(&f, ALL_NODES_IPV6 "6000000000203aff20010db8000000000000000000000012ff020000000000000000000000000001"
					"8700af7a00000000fe8000000000000000000000abcdef01010102000000000a");
}

static void test_probes(void **state)
{
	struct prefix four = P("192.0.2.18"), six = P("2001:db8::12"), link_local = P("fe80::a"), none = { 0 };
	struct mac group;
	struct frame f;

	(void)state;
	arp_write_probe(&f, &OWN, &link_local, &four);
	assert_frame(&f, BROADCAST_ARP ARP_HEAD_REQUEST "02000000000a00000000" NOTHING "c0000212");
	arp_write_probe(&f, &OWN, &link_local, &six);
	assert_frame(&f, "3333ff00001202000000000a86dd6000000000203afffe80000000000000000000000000000aff0200000000000000000001ff000012"
			 "87004b2d0000000020010db8000000000000000000000012010102000000000a");
	arp_write_probe(&f, &OWN, &none, &six);
	assert_frame(&f, FRAME_CHECK);
	group = arp_group(&six);
	assert_memory_equal(group.bytes, f.bytes, sizeof(group.bytes));
}

static void test_claims(void **state)
{
	(void)state;
	/* an answer, an announcement, somebody's ordinary question: the sender has the address */
	assert_claim("02000000000a02000000000b0806" ARP_HEAD_REPLY "02000000000bc0000212" "02000000000ac0000263", "192.0.2.18", &OTHER, false);
	assert_claim(BROADCAST_ARP ARP_HEAD_REQUEST "02000000000ac0000212" NOTHING "c0000212", "192.0.2.18", &OWN, false);
	assert_claim(BROADCAST_ARP ARP_HEAD_REQUEST "02000000000ac0000212" NOTHING "c0000201", "192.0.2.18", &OWN, false);
	/* RFC 5227: a probe wants what it asks for */
	assert_claim(BROADCAST_ARP ARP_HEAD_REQUEST "02000000000a00000000" NOTHING "c0000212", "192.0.2.18", &OWN, true);
	assert_claim(FRAME_NA, "2001:db8::12", &OWN, false);
	assert_claim(FRAME_CHECK, "2001:db8::12", &OWN, true);
}

/* The same as FRAME_NA, to one host alone, solicited, from another's card, without the option that names OWN. */
static void test_plain_answer(void **state)
{
	unsigned char bytes[128];
	struct claim claim;

	(void)state;
	bytes_of(FRAME_NA, bytes);
	memcpy(bytes + ETHERNET_TO, OWN.bytes, sizeof(OWN.bytes));
	memcpy(bytes + ETHERNET_FROM, OTHER.bytes, sizeof(OTHER.bytes));
	bytes[IPV6_TO] = 0x20;
	bytes[ND_FLAGS] = ND_SOLICITED;
	bytes[IPV6_LENGTH + 1] = ND_OPTIONS - ND_TYPE;
	seal(bytes);
	assert_true(arp_read_claim(bytes, ND_OPTIONS, &claim));
	assert_true(mac_equal(&claim.mac, &OTHER));
	assert_false(claim.wants);
	assert_true(claim.answers);
}

/* What was not asked for says nothing of how long an answer takes. */
static void test_answers(void **state)
{
	struct prefix four = P("192.0.2.18"), six = P("2001:db8::12"), other = P("192.0.2.1");
	struct frame f[ANNOUNCEMENT_FRAMES], request;
	struct claim claim;

	(void)state;
	arp_write_announcement(f, &OWN, &four, false);
	for (size_t i = 0; i < ANNOUNCEMENT_FRAMES; i++) {
		assert_true(arp_read_claim(f[i].bytes, f[i].length, &claim));
		assert_false(claim.answers);
		assert_false(claim.alone);
	}
	memcpy(f[1].bytes + ETHERNET_TO, OTHER.bytes, sizeof(OTHER.bytes));
	assert_true(arp_read_claim(f[1].bytes, f[1].length, &claim));
	assert_true(claim.answers);
	assert_true(claim.alone);
	arp_write_request(&request, &OWN, &four, &other, &OTHER);
	assert_true(arp_read_claim(request.bytes, request.length, &claim));
	assert_false(claim.answers);
	arp_write_announcement(f, &OWN, &six, false);
	assert_true(arp_read_claim(f[0].bytes, f[0].length, &claim));
	assert_false(claim.answers);
	assert_false(claim.alone);
	memcpy(f[0].bytes + ETHERNET_TO, OTHER.bytes, sizeof(OTHER.bytes)); /* a guest's last word to the owner */
	assert_true(arp_read_claim(f[0].bytes, f[0].length, &claim));
	assert_false(claim.answers);
	assert_true(claim.alone);
}

static void test_refused_arp(void **state)
{
	static const char reply[] = BROADCAST_ARP ARP_HEAD_REPLY "02000000000ac0000212" "02000000000ac0000212";
	static const char request[] = BROADCAST_ARP ARP_HEAD_REQUEST "02000000000a00000000" NOTHING "000000c0";
	static const size_t heads[] = { 12, 13, 14, 15, 16, 17, 18, 19, 20, 21 };
	unsigned char bytes[64];
	struct claim claim;

	(void)state;
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		assert_refused(reply, heads[i], 0x7f);
	assert_refused(request, 41, 0); /* 0.0.0.0 for 0.0.0.0 */
	bytes_of(reply, bytes);
	memset(bytes + 28, 0, 4); /* a reply of nobody */
	assert_false(arp_read_claim(bytes, 42, &claim));
}

static void test_refused_nd(void **state)
{
	static const struct {
		size_t offset;
		unsigned char value;
	} both[] = {
		{ 14, 0x40 }, /* version */
		{ 18, 1 },    /* longer than the frame */
		{ 19, 23 },   /* shorter than a solicitation */
		{ 20, 6 },    /* next header */
		{ 21, 254 },  /* a router forwarded it */
		{ 54, 133 },  /* another type */
		{ 55, 1 },    /* code */
		{ 56, 0 },    /* checksum */
		{ 62, 0xff }, /* a multicast target */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(both) / sizeof(both[0]); i++) {
		assert_refused(FRAME_NA, both[i].offset, both[i].value);
		assert_refused(FRAME_CHECK, both[i].offset, both[i].value);
	}
	assert_refused(FRAME_NA, 58, 0x60); /* solicited, but to all */
	assert_refused(FRAME_NA, 79, 0);    /* an empty option */
	assert_refused(FRAME_NA, 79, 2);    /* one that goes on behind the end */
}

/* RFC 4861 7.1.1: only a solicitation from :: is about the target, and it goes to the target's group without a source's MAC. */
static void test_refused_solicitations(void **state)
{
	struct prefix link_local = P("fe80::a"), six = P("2001:db8::12");
	struct claim claim;
	struct frame f;

	(void)state;
	arp_write_probe(&f, &OWN, &link_local, &six);
	assert_false(arp_read_claim(f.bytes, f.length, &claim));
	memset(f.bytes + IPV6_FROM, 0, 16);
	seal(f.bytes);
	assert_false(arp_read_claim(f.bytes, f.length, &claim));
	f.bytes[ND_OPTIONS] = 14; /* a nonce (RFC 7527) */
	seal(f.bytes);
	assert_true(arp_read_claim(f.bytes, f.length, &claim));
	assert_true(claim.wants);
	memcpy(f.bytes + IPV6_TO + 11, "\0\0", 2);
	seal(f.bytes);
	assert_false(arp_read_claim(f.bytes, f.length, &claim));
}

static void assert_question(const struct frame *frame, const char *address)
{
	struct prefix want = P(address);
	struct claim claim;

	assert_true(arp_read_question(frame->bytes, frame->length, &claim));
	assert_true(prefix_equal(&claim.address, &want));
	assert_true(mac_equal(&claim.mac, &OWN));
	assert_true(claim.seeks);
	assert_false(claim.wants);
}

/* Who looks for an address has not got it; who checks it, announces it or answers for it asks nobody where it is. */
static void test_questions(void **state)
{
	struct prefix four = P("192.0.2.18"), neighbour4 = P("192.0.2.1"), six = P("2001:db8::12"), neighbour6 = P("2001:db8::1"), none = { 0 };
	struct frame f[ANNOUNCEMENT_FRAMES];
	struct claim claim;

	(void)state;
	arp_write_request(&f[0], &OWN, &four, &neighbour4, NULL);
	assert_question(&f[0], "192.0.2.1");
	assert_true(arp_read_claim(f[0].bytes, f[0].length, &claim)); /* and it is where it says */
	assert_false(claim.seeks);
	arp_write_request(&f[0], &OWN, &six, &neighbour6, &OTHER);
	assert_question(&f[0], "2001:db8::1");
	assert_false(arp_read_question(f[0].bytes, ND_OPTIONS - 1, &claim));
	f[0].bytes[ND_OPTIONS] = 14; /* without a MAC option the frame's sender asks */
	seal(f[0].bytes);
	assert_question(&f[0], "2001:db8::1");
	f[0].bytes[ND_OPTIONS + 1] = 2;
	seal(f[0].bytes);
	assert_false(arp_read_question(f[0].bytes, f[0].length, &claim));
	for (int family = 0; family < 2; family++) {
		size_t count = arp_write_announcement(f, &OWN, family ? &six : &four, false);

		for (size_t i = 0; i < count; i++)
			assert_false(arp_read_question(f[i].bytes, f[i].length, &claim));
		arp_write_probe(&f[0], &OWN, &none, family ? &six : &four);
		assert_false(arp_read_question(f[0].bytes, f[0].length, &claim));
	}
}

static void assert_text(const struct frame *frame, const char *expected)
{
	struct buffer text = { 0 };

	arp_text(&text, frame);
	assert_string_equal(text.data, expected);
	buffer_free(&text);
}

static void test_text(void **state)
{
	struct prefix four = P("192.0.2.18"), six = P("2001:db8::12"), none = { 0 };
	struct frame f[ANNOUNCEMENT_FRAMES];

	(void)state;
	arp_write_announcement(f, &OWN, &four, false);
	assert_text(&f[0], "02:00:00:00:00:0a > ff:ff:ff:ff:ff:ff: arp request who-has 192.0.2.18 (00:00:00:00:00:00) tell 192.0.2.18 (02:00:00:00:00:0a)");
	assert_text(&f[1], "02:00:00:00:00:0a > ff:ff:ff:ff:ff:ff: arp reply 192.0.2.18 is-at 02:00:00:00:00:0a to 192.0.2.18 (02:00:00:00:00:0a)");
	arp_write_announcement(f, &OWN, &six, true);
	assert_text(&f[0], "02:00:00:00:00:0a > 33:33:00:00:00:01: 2001:db8::12 > ff02::1: neighbour advertisement 2001:db8::12 is-at 02:00:00:00:00:0a router override");
	arp_write_probe(f, &OWN, &none, &six);
	assert_text(&f[0], "02:00:00:00:00:0a > 33:33:ff:00:00:12: :: > ff02::1:ff00:12: neighbour solicitation who-has 2001:db8::12");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_macs),	     cmocka_unit_test(test_announcements),
		cmocka_unit_test(test_requests),     cmocka_unit_test(test_searches), cmocka_unit_test(test_probes),
		cmocka_unit_test(test_claims),	     cmocka_unit_test(test_plain_answer),
		cmocka_unit_test(test_answers), cmocka_unit_test(test_refused_arp), cmocka_unit_test(test_refused_nd),
		cmocka_unit_test(test_refused_solicitations), cmocka_unit_test(test_questions),
		cmocka_unit_test(test_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
