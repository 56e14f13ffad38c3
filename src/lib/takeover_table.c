/* takeover_table.c - the one table that decides about a takeover. PURE. */
#include "takeover.h"
#include "util.h"

/* To be read from above: each row knows that those before it do not fit. */
#define ANY 0
#define HELD (HELD_DEAD | HELD_LOST)
#define NOT HELD_NOT
#define LIVES (PEER_WELL | PEER_RETURNING)
#define WELL PEER_WELL
#define BACK PEER_RETURNING
#define DEAD PEER_DEAD
#define GW_OK GATEWAY_ANSWERS
#define GW_NO GATEWAY_SILENT
#define OWNER ALIAS_AT_PEER
#define OTHER ALIAS_AT_STRANGER
#define SOMEBODY ALIAS_AT_SOMEBODY
#define NOBODY ALIAS_SILENT
#define LOWER RIVAL_LOWER
#define HIGHER RIVAL_HIGHER
#define WIT_OK (WITNESS_NONE | WITNESS_AGREES)
#define WIT_NO WITNESS_DISAGREES

static const struct takeover_row rows[] = {
	/* held     hold  gateway alias   rival   peer   witness manual called given failed */
	{ HELD,	    YES,  ANY,	  ANY,	  ANY,	  ANY,	 ANY,	 ANY,	ANY,   ANY,  ANY, ACTION_RELEASE, "a person said down" },
	{ NOT,	    YES,  ANY,	  ANY,	  ANY,	  ANY,	 ANY,	 ANY,	ANY,   ANY,  ANY, ACTION_WAIT,	  "held down: a person said so" },
	/* the isolated one claims nothing, and drops what is not its own */
	{ HELD,	    ANY,  GW_NO,  ANY,	  ANY,	  ANY,	 ANY,	 ANY,	ANY,   ANY,  ANY, ACTION_RELEASE, "no gateway answers: this host is the one that is cut off" },
	{ NOT,	    ANY,  GW_NO,  ANY,	  ANY,	  ANY,	 ANY,	 ANY,	ANY,   ANY,  ANY, ACTION_REPORT,  "no gateway answers: this host may be the one that is cut off, and takes nothing" },

	/* a split that healed: the owner wins at once; a stranger only when it insists, as one forged frame must not do it, and of two guests the lower card stays */
	{ HELD,	    ANY,  ANY,	  OWNER,  ANY,	  ANY,	 ANY,	 ANY,	ANY,   ANY,  ANY, ACTION_RELEASE, "the owner answers for the alias" },
	{ HELD,	    ANY,  ANY,	  OTHER,  LOWER,  ANY,	 ANY,	 ANY,	ANY,   ANY,  ANY, ACTION_RELEASE, "another host answers for the alias, too, and its card is the lower one" },
	{ HELD,	    ANY,  ANY,	  OTHER,  HIGHER, ANY,	 ANY,	 ANY,	ANY,   ANY,  ANY, ACTION_REPORT,  "another host answers for the alias, too; its card is the higher one, so it should let go" },
	{ HELD,	    ANY,  ANY,	  OTHER,  ANY,	  ANY,	 ANY,	 ANY,	ANY,   ANY,  ANY, ACTION_REPORT,  "another host has answered for the alias, too" },
	/* the owner lived all the time: that it lives says nothing, that it asks does */
	{ HELD_LOST, ANY, ANY,	  ANY,	  ANY,	  LIVES, ANY,	 YES,	YES,   ANY,  ANY, ACTION_REPORT,  "the owner asks for the alias; return = manual: homing-alias down gives it back" },
	{ HELD_LOST, ANY, ANY,	  ANY,	  ANY,	  WELL,	 ANY,	 ANY,	YES,   ANY,  ANY, ACTION_RELEASE, "the owner asks for the alias" },
	{ HELD_LOST, ANY, ANY,	  ANY,	  ANY,	  BACK,	 ANY,	 ANY,	YES,   ANY,  ANY, ACTION_KEEP,	  "the owner asks for the alias; return-delay is not over" },
	{ HELD_LOST, ANY, ANY,	  ANY,	  ANY,	  ANY,	 ANY,	 ANY,	YES,   ANY,  ANY, ACTION_KEEP,	  "the owner asks for the alias, but is not well" },
	{ HELD_LOST, ANY, ANY,	  ANY,	  ANY,	  ANY,	 ANY,	 ANY,	ANY,   ANY,  ANY, ACTION_KEEP,	  "alias lost: the owner has not asked for it" },
	{ HELD_DEAD, ANY, ANY,	  ANY,	  ANY,	  LIVES, ANY,	 YES,	ANY,   ANY,  ANY, ACTION_REPORT,  "the owner is back; return = manual: homing-alias down gives it back" },
	{ HELD_DEAD, ANY, ANY,	  ANY,	  ANY,	  WELL,	 ANY,	 ANY,	ANY,   ANY,  ANY, ACTION_RELEASE, "the owner is back" },
	{ HELD_DEAD, ANY, ANY,	  ANY,	  ANY,	  BACK,	 ANY,	 ANY,	ANY,   ANY,  ANY, ACTION_KEEP,	  "the owner is back; return-delay is not over" },
	/* nobody else answers for the alias: to let go would leave it to nobody, whatever the witness says now */
	{ HELD_DEAD, ANY, ANY,	  ANY,	  ANY,	  DEAD,	 WIT_NO, ANY,	ANY,   ANY,  ANY, ACTION_REPORT,  "the owner is dead from here, but not to the witness" },
	{ HELD_DEAD, ANY, ANY,	  ANY,	  ANY,	  DEAD,	 ANY,	 ANY,	ANY,   ANY,  ANY, ACTION_KEEP,	  "the owner is dead" },
	{ HELD_DEAD, ANY, ANY,	  ANY,	  ANY,	  ANY,	 ANY,	 ANY,	ANY,   ANY,  ANY, ACTION_KEEP,	  "the owner is not well yet" },

	/* who answers for the alias lives, whatever its checks say */
	{ NOT,	    ANY,  ANY,	  OWNER,  ANY,	  DEAD,	 ANY,	 ANY,	ANY,   ANY,  ANY, ACTION_REPORT,  "the owner fails its checks, but answers for the alias" },
	{ NOT,	    ANY,  ANY,	  OWNER,  ANY,	  ANY,	 ANY,	 ANY,	ANY,   ANY,  ANY, ACTION_WAIT,	  "the owner answers for the alias" },
	{ NOT,	    ANY,  ANY,	  OTHER,  ANY,	  ANY,	 ANY,	 ANY,	ANY,   ANY,  ANY, ACTION_REPORT,  "another host answers for the alias" },
	{ NOT,	    ANY,  ANY,	  SOMEBODY, ANY,  ANY,	 ANY,	 ANY,	ANY,   ANY,  ANY, ACTION_WAIT,	  "the alias answers" },
	{ NOT,	    ANY,  ANY,	  NOBODY, ANY,	  ANY,	 ANY,	 ANY,	YES,   ANY,  ANY, ACTION_WAIT,	  "the owner is about to take the alias" },
	{ NOT,	    ANY,  ANY,	  NOBODY, ANY,	  LIVES, ANY,	 ANY,	ANY,   YES,  ANY, ACTION_WAIT,	  "given back: the owner has not taken the alias yet" },
	{ NOT,	    ANY,  ANY,	  ANY,	  ANY,	  DEAD,	 WIT_NO, ANY,	ANY,   ANY,  ANY, ACTION_REPORT,  "the owner is dead from here, but not to the witness" },
	{ NOT,	    ANY,  ANY,	  NOBODY, ANY,	  ANY,	 ANY,	 ANY,	ANY,   ANY,  YES, ACTION_REPORT,  "the alias could not be taken; it is tried again" },
	{ NOT,	    ANY,  ANY,	  NOBODY, LOWER,  ANY,	 ANY,	 ANY,	ANY,   ANY,  ANY, ACTION_WAIT,	  "another host is about to take the alias, and its card is the lower one" },
	{ NOT,	    ANY,  GW_OK,  NOBODY, ANY,	  DEAD,	 WIT_OK, ANY,	ANY,   ANY,  ANY, ACTION_TAKE,	  "the owner is dead" },
	{ NOT,	    ANY,  GW_OK,  NOBODY, ANY,	  LIVES, ANY,	 ANY,	ANY,   ANY,  ANY, ACTION_TAKE,	  "alias lost: the owner lives, but nobody answers for it" },
	{ NOT,	    ANY,  ANY,	  ANY,	  ANY,	  DEAD,	 ANY,	 ANY,	ANY,   ANY,  ANY, ACTION_WAIT,	  "the owner is dead; the others are asked" },
	{ NOT,	    ANY,  ANY,	  NOBODY, ANY,	  LIVES, ANY,	 ANY,	ANY,   ANY,  ANY, ACTION_WAIT,	  "the owner lives, but nobody answers for the alias; the gateway is asked" },
	{ NOT,	    ANY,  ANY,	  ANY,	  ANY,	  LIVES, ANY,	 ANY,	ANY,   ANY,  ANY, ACTION_WAIT,	  "the owner is well" },
	{ NOT,	    ANY,  ANY,	  ANY,	  ANY,	  PEER_DOUBTED, ANY, ANY, ANY, ANY,  ANY, ACTION_WAIT,	  "the owner is in doubt" },
	{ ANY,	    ANY,  ANY,	  ANY,	  ANY,	  ANY,	 ANY,	 ANY,	ANY,   ANY,  ANY, ACTION_WAIT,	  "the owner has not answered yet" },
};

static bool fits(unsigned char bits, unsigned bit)
{
	return !bits || (bits & bit);
}

const struct takeover_row *takeover_decide(const struct takeover_view *v)
{
	const struct takeover_row *r = rows;

	while (!fits(r->held, v->held) || !fits(r->hold, v->hold) || !fits(r->gateway, v->gateway) || !fits(r->alias, v->alias) || !fits(r->rival, v->rival) ||
	       !fits(r->peer, v->peer) || !fits(r->witness, v->witness) || !fits(r->manual, v->manual) || !fits(r->called, v->called) ||
	       !fits(r->given, v->given) || !fits(r->failed, v->failed))
		r++;
	return r;
}

const char *takeover_action_word(enum takeover_action action)
{
	static const char *const words[] = { "standby", "take", "keep", "release", "report" };

	return words[action];
}
