#include <rowcol.h>
#include <stdbool.h>
#include <stdio.h>

struct position {
    double lat, lon;
};

struct sighting {
    char species[12];
    bool sure;
    int32_t count;
    struct position where;
    int64_t when;
    float spans[2];
};

RC_DEFINE_DTYPE(position_dtype, struct position, RC_FIELD(lat), RC_FIELD(lon))
RC_DEFINE_DTYPE(sighting_dtype, struct sighting, RC_FIELD(species), RC_FIELD(sure), RC_FIELD(count),
                RC_NESTED(where, position_dtype), RC_FIELD_AS(when, "M8[s]"), RC_FIELD(spans))

int main(void)
{
    rc_error err = RC_ERROR_INIT;
    rc_dtype *dtype = sighting_dtype(&err);
    rc_store *store = rc_store_zeros(dtype, 1000, RC_ROWS, &err);
    struct sighting *rows = rc_store_rows(store, struct sighting, sighting_dtype, &err);
    if (!rows) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    for (int i = 0; i < 1000; i++)
        rows[i].count = i % 7;

    char *text = rc_dtype_text(dtype, RC_NOTATION_COMPACT, &err);
    printf("%s\n", text);
    rc_text_free(text);

    rc_i4_field count;
    int64_t sum = 0;
    if (rc_store_i4(store, "count", &count, &err) != RC_OK)
        return 1;
    for (size_t i = 0; i < count.n; i++)
        sum += rc_i4_get(count, i);
    printf("%lld sightings\n", (long long)sum);

    rc_store_unref(store);
    rc_dtype_unref(dtype);
    return 0;
}
