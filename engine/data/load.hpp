// Files -> Dataset through the feeds of a rule set. Nothing is dropped in silence: whatever cannot be used is listed.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/base/diagnostic.hpp"
#include "dsl/base/source.hpp"
#include "dsl/model/ruleset.hpp"
#include "engine/data/dataset.hpp"

namespace duly::data {

// A file's bytes, kept alive by `owner` (a mapping or a string).
struct InputFile {
    std::string path;               // as shown in diagnostics
    std::string_view bytes;
    std::shared_ptr<const void> owner;
    FileStamp stamp = {};           // of a mapped file
};
// Whether a file that was mapped is still as it was: false where another program has written into it or cut it since. One that was
// replaced by another of the same name is as it was.
bool still_as_read(const FileContent& content);
Diagnostic data_changed(const std::string& path);
// A part of the file will not be read for a while: where the file is mapped, the memory that holds the part is given back. It may be read
// again at any time, and is then fetched again. Parts that are no part of the file stay.
void let_go(const FileContent& content, std::string_view part);
// Reads `part` of a file that is mapped to `to`, beside the mapping: some kernels bring in as much as 2 MB at the first touch of a page, and count it
// as held. Gives how many bytes were read; 0 where the file is not mapped.
std::size_t peek(const FileContent& content, std::string_view part, char* to);
// Opens a file; or a folder's files (names sorted), a single file as itself. With `map` large ones are mapped, otherwise they are read.
struct OpenedFiles {
    std::vector<InputFile> files;
    std::vector<Diagnostic> diagnostics;
    bool left_out = false;          // a file of the folder could not be read; it is listed
    std::vector<std::string> passed_over;       // tables in folders of the folder, which are not read
};
struct OpenOptions {
    bool map = false;
    std::uint64_t memory = 0;       // what is read instead of mapped may take so many bytes; 0 = as many as it gets
};
OpenedFiles open_files(const std::string& path, const OpenOptions& options = {});

// What a later run need not read again is kept in a folder (piece_cache.hpp).
struct CacheOptions {
    std::string folder;                     // made where it is not there; "" = nothing is kept
    std::string decides;                    // the program and the rules: what was kept under others is not used
    std::size_t from = 16 << 10;            // smaller files are read as fast as they are looked up
};

struct LoadOptions {
    std::vector<std::string> feeds;         // names; empty = every feed whose patterns and headers fit
    unsigned threads = 1;
    std::size_t max_rows = 500'000'000;
    std::uint64_t memory = 0;               // bytes that the columns may take; 0 = as many as they get. What will need more is not read (D0605)
    // Fields that some rule, key, link or shown column needs; others are not read. Empty = all. By record, then field.
    std::vector<std::vector<bool>> needed;
    std::optional<Day> as_of;               // spells only: a part that starts later is not there yet
    AskRows conditions;                     // answers the `where` of spells
    const Loader* loader = nullptr;         // reads spelling files; none = from disk
    // What a workbook, XML, JSON or database file may unfold to: so many bytes, and so many times its own size.
    std::size_t unfolds_to = 64 << 20, unfolds_times = 100;
    CacheOptions cache;
};

// How a file was understood, for `duly feeds` and the log.
struct FileMapping {
    std::string file, feed, record;
    std::vector<std::pair<std::string, std::string>> matched;   // field, header
    std::vector<std::string> unmatched_headers;                 // headers that no mapping or ignores takes
    std::vector<std::string> missing_fields;                    // mapped fields whose column is not in the file
    bool by_headers = false;                                    // no pattern names the file: its headers fitted
    bool ignored = false;                                       // `feed` knows the file and reads nothing from it
};

struct LoadedData {
    Dataset dataset;
    std::vector<FileMapping> mappings;
    std::vector<Diagnostic> quality;        // -> data-quality.csv
    bool left_out = false;                  // a file or table had to be left out: exit code 4
    std::vector<Diagnostic> notes;          // on the run, not on the data
};
// What was not read since it stands in a folder of the data folder `path`. True: a feed names some of it, so it is missed.
bool list_passed_over(const model::RuleSet& rules, const std::string& path, const std::vector<std::string>& passed_over, const LoadOptions& options,
                      std::vector<Diagnostic>& quality);
// What is wrong in the files of spellings that the feeds name, without any data.
std::vector<Diagnostic> check_spellings(const model::RuleSet& rules, const Loader& loader);
LoadedData load(const model::RuleSet& rules, const std::vector<InputFile>& files, const LoadOptions& options);

}  // namespace duly::data
