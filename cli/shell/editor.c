/* editor.c - a session at a terminal: line editing, history and completion by libedit. */
#define _POSIX_C_SOURCE 200809L
#include <histedit.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/shell/complete.h"
#include "cli/shell/history.h"
#include "cli/shell/shell.h"

enum {
    HISTORY_LINES = 1000,
    LISTED = 200, /* candidates that are shown at most */
};

typedef struct {
    sg_shell *shell;
    EditLine *line;
    History *history;
    char history_path[SG_HISTORY_PATH_BYTES]; /* empty: none is kept */
    char first[16], more[16];                 /* prompts */
    bool cancelled;                           /* by Ctrl-C */
} editor;

static editor *editor_of(EditLine *line)
{
    void *self = NULL;
    el_get(line, EL_CLIENTDATA, &self);
    return self;
}

static char *prompt(EditLine *line)
{
    editor *self = editor_of(line);
    return self->shell->begun ? self->more : self->first;
}

/* Ctrl-C: forget what was typed, on this line and on those before. */
static unsigned char cancel(EditLine *line, int key)
{
    (void)key;
    editor_of(line)->cancelled = true;
    return CC_NEWLINE;
}

static void list_candidates(const sg_completions *completions)
{
    size_t width = 0, column = 0;
    for (size_t i = 0; i < completions->items.count; i++)
        if (completions->items.items[i].length + 2 > width)
            width = completions->items.items[i].length + 2;
    putchar('\n');
    for (size_t i = 0; i < completions->items.count && i < LISTED; i++) {
        sg_buffer name = { .length = 0 };
        sg_buffer_safe(&name, completions->items.items[i]);
        printf("%-*s", (int)width, name.bytes ? name.bytes : "");
        sg_buffer_free(&name);
        column += width;
        if (column + width > 80) {
            putchar('\n');
            column = 0;
        }
    }
    if (completions->items.count > LISTED)
        printf("... and %zu more", completions->items.count - LISTED);
    putchar('\n');
    fflush(stdout);
}

/* Replaces the word by what all candidates have in common. */
static bool insert_common(EditLine *line, const sg_completions *completions)
{
    sg_str common = completions->common;
    bool single = completions->items.count == 1;
    if (common.length == completions->word.length && !single)
        return false;
    char *text = calloc(common.length + 1, 1);
    if (!text)
        return true;
    memcpy(text, common.bytes, common.length);
    el_deletestr(line, (int)sg_utf8_length(completions->word));
    el_insertstr(line, text);
    free(text);
    return true;
}

static unsigned char complete(EditLine *line, int key)
{
    const LineInfo *typed = el_line(line);
    sg_completions completions = { .word = { NULL, 0 } };
    unsigned char answer = CC_ERROR;
    sg_str before = { typed->buffer, (size_t)(typed->cursor - typed->buffer) };
    sg_session *session = editor_of(line)->shell->session;
    const sg_graph *graph = sg_session_pin(session);
    (void)key;
    if (sg_complete(graph, before, &completions) == SG_OK && completions.items.count > 0) {
        bool inserted = insert_common(line, &completions);
        if (!inserted)
            list_candidates(&completions);
        answer = inserted ? CC_REFRESH : CC_REDISPLAY;
    }
    sg_completions_free(&completions);
    sg_session_unpin(session, graph);
    return answer;
}

static bool begin(editor *self)
{
    HistEvent event;
    setlocale(LC_CTYPE,
              ""); /* libedit reads characters, and needs to know how they are written */
    self->line = el_init("secgraph", stdin, stdout, stderr);
    self->history = history_init();
    if (!self->line || !self->history)
        return false;
    history(self->history, &event, H_SETSIZE, HISTORY_LINES);
    history(self->history, &event, H_SETUNIQUE, 1);
    if (sg_history_path(self->history_path))
        history(self->history, &event, H_LOAD, self->history_path);
    else
        self->history_path[0] = '\0';
    el_set(self->line, EL_CLIENTDATA, self);
    el_set(self->line, EL_PROMPT, prompt);
    el_set(self->line, EL_EDITOR, "emacs");
    el_set(self->line, EL_SIGNAL, 1);
    /* Ctrl-C is a key while a line is typed, and a signal while a statement runs. */
    el_set(self->line, EL_SETTY, "-d", "-isig", NULL);
    el_set(self->line, EL_HIST, history, self->history);
    /* Wide names are borrowed; of the others libedit would keep copies for ever. */
    el_wset(self->line, EL_ADDFN, L"sg-complete", L"complete the word", complete);
    el_wset(self->line, EL_ADDFN, L"sg-cancel", L"forget the statement", cancel);
    el_set(self->line, EL_BIND, "^I", "sg-complete", NULL);
    el_set(self->line, EL_BIND, "^C", "sg-cancel", NULL);
    el_set(self->line, EL_BIND, "^R", "em-inc-search-prev", NULL);
    return true;
}

static void end(editor *self)
{
    if (self->history)
        history_end(self->history);
    if (self->line)
        el_end(self->line);
}

static void remember(editor *self, const char *line)
{
    HistEvent event;
    if (line[strspn(line, " \t\r\n")] == '\0')
        return;
    history(self->history, &event, H_ENTER, line);
    if (self->history_path[0])
        history(self->history, &event, H_SAVE, self->history_path);
}

static void forget_statement(editor *self)
{
    self->cancelled = false;
    self->shell->begun = false;
    sg_buffer_clear(&self->shell->pending);
    fputs("^C\n", stdout);
}

static void read_lines(editor *self)
{
    while (!self->shell->quit) {
        int count = 0;
        const char *line = el_gets(self->line, &count);
        if (self->cancelled) {
            forget_statement(self);
            continue;
        }
        if (!line || count <= 0)
            break;
        remember(self, line);
        size_t length = strcspn(line, "\r\n");
        sg_shell_line(self->shell, (sg_str){ line, length });
    }
}

int sg_shell_edit(sg_shell *shell)
{
    editor self = { .shell = shell, .first = "secgraph> ", .more = "        > " };
    bool ready = begin(&self);
    if (ready) {
        shell->interactive = true;
        puts("`:help` says what there is; Tab completes; a statement ends with `;`.");
        read_lines(&self);
        if (!shell->quit)
            putchar('\n');
    } else {
        sg_note("the terminal cannot be set up for editing");
    }
    end(&self);
    return ready ? SG_EXIT_OK : SG_EXIT_RUNTIME;
}
