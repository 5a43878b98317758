/*
 * report/event.h - messages for programs: a JSON object on a line of its own on standard error,
 * after
 * --errors json. The member "event" says what an object is: error, message, stats, done, shard,
 * rejects, stopped or progress.
 */
#ifndef ROWCOL_TOOLS_REPORT_EVENT_H
#define ROWCOL_TOOLS_REPORT_EVENT_H

#include <rowcol.h>
#include <stdbool.h>

/* Whether messages are JSON (--errors json). */
extern bool events_are_json;

/* An error of the library: its parts, the suggestion in terms of the command's options, "" for
   none, and the exit status. */
void event_error(const rc_error *err, const char *advice, int exit_status);

/* An error of the command line. */
void event_usage(const char *message);

/* Any other message. */
void event_message(const char *message);

/* The counts of records at the end of a run that was complete. */
void event_done(uint64_t records, uint64_t rejected);

/* How many records an output of several has. */
void event_shard(const char *output, uint64_t records);

/* A signal has stopped the run after so many records. */
void event_stopped(int signal_number, uint64_t records);

/* A sort of bad records; `status` NULL: all sorts that are not told apart. */
void event_rejects(uint64_t count, const char *status, const char *field, const char *first);

/* What --stats prints. Bytes of memory are exact to a page. */
void event_stats(const rc_pump_stats *moved, double seconds, double bytes_per_second,
                 double peak_memory, double final_memory, unsigned threads);

#endif
