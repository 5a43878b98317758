/* What rowcol says about the texts of the JSON test suite on which RFC 8259 lets parsers differ:
 * 'y' for taken, 'n' for refused.
 *
 * dom   rc_json_parse, where a number has to fit the JSON value that holds it
 * bulk  the bulk reader, the text being the value of a key that is ignored: any number the grammar
 *       allows will do
 *
 * Both take 1024 levels of arrays and objects. Neither takes a lone surrogate, bytes that are not
 * UTF-8, other encodings or a byte order mark. */
#ifndef TESTS_UNIT_JSON_SUITE_VERDICTS_H
#define TESTS_UNIT_JSON_SUITE_VERDICTS_H

static const struct json_suite_verdict {
    const char *name;
    char dom;
    char bulk;
} json_suite_verdicts[] = {
    {"i_number_double_huge_neg_exp", 'n', 'y'},
    {"i_number_huge_exp", 'n', 'y'},
    {"i_number_neg_int_huge_exp", 'n', 'y'},
    {"i_number_pos_double_huge_exp", 'n', 'y'},
    {"i_number_real_neg_overflow", 'n', 'y'},
    {"i_number_real_pos_overflow", 'n', 'y'},
    {"i_number_real_underflow", 'n', 'y'},
    {"i_number_too_big_neg_int", 'n', 'y'},
    {"i_number_too_big_pos_int", 'n', 'y'},
    {"i_number_very_big_negative_int", 'n', 'y'},
    {"i_object_key_lone_2nd_surrogate", 'n', 'n'},
    {"i_string_1st_surrogate_but_2nd_missing", 'n', 'n'},
    {"i_string_1st_valid_surrogate_2nd_invalid", 'n', 'n'},
    {"i_string_UTF-16LE_with_BOM", 'n', 'n'},
    {"i_string_UTF-8_invalid_sequence", 'n', 'n'},
    {"i_string_UTF8_surrogate_U+D800", 'n', 'n'},
    {"i_string_incomplete_surrogate_and_escape_valid", 'n', 'n'},
    {"i_string_incomplete_surrogate_pair", 'n', 'n'},
    {"i_string_incomplete_surrogates_escape_valid", 'n', 'n'},
    {"i_string_invalid_lonely_surrogate", 'n', 'n'},
    {"i_string_invalid_surrogate", 'n', 'n'},
    {"i_string_invalid_utf-8", 'n', 'n'},
    {"i_string_inverted_surrogates_U+1D11E", 'n', 'n'},
    {"i_string_iso_latin_1", 'n', 'n'},
    {"i_string_lone_second_surrogate", 'n', 'n'},
    {"i_string_lone_utf8_continuation_byte", 'n', 'n'},
    {"i_string_not_in_unicode_range", 'n', 'n'},
    {"i_string_overlong_sequence_2_bytes", 'n', 'n'},
    {"i_string_overlong_sequence_6_bytes", 'n', 'n'},
    {"i_string_overlong_sequence_6_bytes_null", 'n', 'n'},
    {"i_string_truncated-utf-8", 'n', 'n'},
    {"i_string_utf16BE_no_BOM", 'n', 'n'},
    {"i_string_utf16LE_no_BOM", 'n', 'n'},
    {"i_structure_500_nested_arrays", 'y', 'y'},
    {"i_structure_UTF-8_BOM_empty_object", 'n', 'n'},
};

#endif
