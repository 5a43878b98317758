/*
 * help.h - the help texts, made from the tables of commands and options.
 */
#ifndef ROWCOL_TOOLS_HELP_H
#define ROWCOL_TOOLS_HELP_H

#include "command.h"

/* The help of one command, on standard output. */
void print_help(const command *cmd);

/* The help of the program: what it is for, and the list of commands. */
void print_overview(void);

#endif
