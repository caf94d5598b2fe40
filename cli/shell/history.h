/* history.h - where the lines that were typed are kept. */
#ifndef SG_SHELL_HISTORY_H
#define SG_SHELL_HISTORY_H

#include "engine/base/base.h"

enum { SG_HISTORY_PATH_BYTES = 4096 };

/* Writes the path of the history file: below $XDG_STATE_HOME, else ~/.local/state.  Makes its folder
 * (0700) and the file (0600), for queries may hold what is nobody else's business.  False when there
 * is no home or it cannot be written. */
bool sg_history_path(char out[SG_HISTORY_PATH_BYTES]);

#endif
