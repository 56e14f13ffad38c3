/* flows_note.h - what homing-mark has loaded, in the state directory (CONFIG 6, flows.nft). */
#ifndef HOMING_FLOWS_NOTE_H
#define HOMING_FLOWS_NOTE_H

/* Start with { 0 }; free with flows_note_free(). */
struct flows_note {
	char *all;
	const char *text, *listed; /* the text that was loaded, the kernel's listing right behind that; NULL: nothing was */
};

/* Returns 0 or -ENOMEM. What cannot be read, or others could have written, is no note. */
int flows_note_read(const char *directory, struct flows_note *out);

/* text NULL: nothing is loaded any more. Returns 0 or -errno. */
int flows_note_write(const char *directory, const char *text, const char *listed);
void flows_note_free(struct flows_note *note);

#endif
