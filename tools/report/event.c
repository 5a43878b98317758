/* report/event.c - messages for programs, as JSON. */
#include "report/event.h"

#include "base/command.h"
#include "base/value_json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

bool events_are_json;

static void begin(const char *event)
{
    fprintf(stderr, "{\"event\":\"%s\"", event);
}

static void end(void)
{
    fputs("}\n", stderr);
}

static void put_string(const char *name, const char *text)
{
    fprintf(stderr, ",\"%s\":", name);
    put_json_string(stderr, text);
}

/* Nothing for an empty string, and for what is not known. */
static void put_known_string(const char *name, const char *text)
{
    if (text && text[0]) {
        put_string(name, text);
    }
}

static void put_count(const char *name, uint64_t n)
{
    fprintf(stderr, ",\"%s\":%" PRIu64, name, n);
}

static void put_known_count(const char *name, uint64_t n)
{
    if (n != RC_NOWHERE) {
        put_count(name, n);
    }
}

/* " (use --extra ignore)" without the blank and the parentheses. */
static void put_advice(const char *advice)
{
    char text[1024];
    size_t length = (size_t)snprintf(text, sizeof text, "%s", advice);
    if (length < sizeof text && length > 3 && text[0] == ' ' && text[1] == '(') {
        text[length - 1] = '\0';
        put_string("advice", text + 2);
    }
}

void event_error(const rc_error *err, const char *advice, int exit_status)
{
    begin("error");
    put_string("status", rc_status_name(err->status));
    if (err->source[0]) {
        fputs(",\"file\":", stderr);
        put_json_path(stderr, err->source);
    }
    put_known_count("line", err->line);
    put_known_count("column", err->column);
    put_known_count("byte", err->byte);
    put_known_count("record", err->record);
    put_known_string("field", err->field);
    put_string("message", err->message);
    if (err->sys) {
        put_count("errno", (uint64_t)err->sys);
        put_string("system", strerror(err->sys));
    }
    put_advice(advice);
    put_count("exit_status", (uint64_t)exit_status);
    end();
}

void event_usage(const char *message)
{
    begin("error");
    put_string("status", "usage");
    put_string("message", message);
    put_count("exit_status", EXIT_USAGE);
    end();
}

void event_message(const char *message)
{
    begin("message");
    put_string("message", message);
    end();
}

void event_done(uint64_t records, uint64_t rejected)
{
    begin("done");
    put_count("records", records);
    put_count("rejected", rejected);
    end();
}

void event_shard(const char *output, uint64_t records)
{
    begin("shard");
    put_string("output", output);
    put_count("records", records);
    end();
}

void event_stopped(int signal_number, uint64_t records)
{
    begin("stopped");
    put_count("signal", (uint64_t)signal_number);
    put_count("records", records);
    put_count("exit_status", EXIT_SIGNAL + (uint64_t)signal_number);
    end();
}

void event_rejects(uint64_t count, const char *status, const char *field, const char *first)
{
    begin("rejects");
    put_count("count", count);
    put_known_string("status", status);
    put_known_string("field", field);
    put_known_string("first", first);
    end();
}

void event_stats(const rc_pump_stats *moved, double seconds, double bytes_per_second,
                 double peak_memory, double final_memory, unsigned threads)
{
    begin("stats");
    put_count("records", moved->records);
    put_count("rejected", moved->rejected);
    put_count("bytes_in", moved->bytes_in);
    put_count("bytes_out", moved->bytes_out);
    fprintf(stderr, ",\"seconds\":%.6f", seconds);
    put_count("bytes_per_second", (uint64_t)bytes_per_second);
    put_count("peak_memory", (uint64_t)peak_memory);
    put_count("final_memory", (uint64_t)final_memory);
    put_count("threads", threads);
    end();
}
