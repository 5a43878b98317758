/*
 * options/help.h - prints the help texts, which are made from the tables of commands and options.
 */
#ifndef ROWCOL_TOOLS_OPTIONS_HELP_H
#define ROWCOL_TOOLS_OPTIONS_HELP_H

#include "base/command.h"

/* Prints the help of one command on standard output. */
void print_help(const command *cmd);

/* Prints the help of the program: its purpose, and the list of commands. */
void print_overview(void);

/* Prints the kinds and notations of dtypes. */
void print_dtypes(void);

#endif
