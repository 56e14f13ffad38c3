/* ini_scan.h - the scan of an INI file's text, before iniparser reads it. */
#ifndef HOMING_INI_SCAN_H
#define HOMING_INI_SCAN_H

#include "ini.h"

/* Adds what file->text (size bytes, a NUL behind them) says to ini, whose entries point into the text, which is cut into strings.
 * Returns 0, -EINVAL (complaints in log; ini has the lines that are right) or -ENOMEM. */
int ini_scan(struct ini *ini, struct ini_file *file, size_t size, struct log *log);

#endif
