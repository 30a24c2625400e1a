// Pieces put together: the tables of a DatasetBuilder, in the order of the files and their rows.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>

#include "engine/data/keys.hpp"
#include "engine/data/pieces.hpp"

namespace duly::data {

struct FilePieces {
    const FilePlan* plan = nullptr;
    std::vector<Piece*> pieces;
    std::vector<std::uint32_t> first_lines;     // of each piece, 1-based in the file
};

// Leaves out the pieces that go beyond `max_rows`; true when it did.
bool limit_rows(std::vector<FilePieces>& files, std::size_t max_rows, Quality& quality);
void list_findings(const model::RuleSet& rules, const FilePieces& file, Quality& quality);

// Takes the columns of pieces into the tables as soon as all pieces before are in, so that a piece is in the cache still and its memory
// is used for the next. One thread at a time does that; another that brings a piece meanwhile leaves it and reads on.
class Merger {
public:
    Merger(const model::RuleSet& rules, DatasetBuilder& builder, std::size_t max_rows);
    // Before any piece is added, in order: `pieces` pieces of a file, whose first row stands on line `first_line`.
    void expect(const FilePlan& plan, std::size_t pieces, std::uint32_t first_line);
    // Memory for a next piece, of one that was merged; from any thread.
    std::vector<BlockPiece> room();
    // The piece of this number, over all files; from any thread.
    void add(std::size_t number, Piece piece);
    // Pieces from this number on that were added count no more, and are added anew. None of them has been merged while the first is missing.
    void forget(std::size_t number);
    // Once all are there. What is left of the pieces is what they found.
    std::vector<FilePieces> finish();

private:
    struct Rows { std::uint32_t begin = 0, count = 0; };
    // Of a piece's block whose parents' keys were known when it was read: the rows that have none (from 0, rising).
    struct Parents { bool found = false; std::vector<Row> lost; };
    struct Waiting { Piece piece; std::vector<Parents> parents; };      // by block
    struct File {
        FilePieces pieces;
        std::size_t first, expected;            // pieces
        std::uint32_t next_line;
        bool at_once;                           // no two blocks give one record
        std::vector<std::vector<Rows>> rows;    // by block and piece: where they are in the table
        std::deque<std::vector<Parents>> parents;   // by piece and block
    };
    // Rows of one block.
    struct Segment {
        const FilePlan* plan;
        const BlockPlan* block;
        Rows rows;
    };
    struct Keys { bool rise = true; std::uint64_t last = 0; };

    const model::RuleSet& rules_;
    DatasetBuilder& builder_;
    std::size_t max_rows_, rows_ = 0;
    std::mutex guard_;                          // of the six below
    std::vector<std::optional<Waiting>> waiting_;
    std::size_t next_ = 0;                      // piece to be taken
    bool taking_ = false;                       // a thread takes pieces
    std::condition_variable taken_one_;
    std::vector<std::vector<BlockPiece>> rooms_;        // of pieces that were merged, with nothing in them but memory
    std::map<RecordId, build::RisingKeys> known_;       // once all files that give the record are in

    std::deque<File> files_;
    std::size_t file_ = 0;                      // that the next piece belongs to
    std::deque<Piece> taken_;
    std::vector<std::vector<Segment>> segments_;    // by record
    std::vector<Keys> keys_;                    // by record
    std::vector<std::size_t> last_file_;        // by record: the last that gives it

    std::vector<Parents> find_parents(std::size_t number, Piece& piece);
    void know_keys();
    void take(Piece& piece, std::vector<Parents> parents);
    void keep_room(Piece& piece);
    void take_block(File& file, std::size_t block, std::size_t piece);
    void take_column(const model::Field& field, Column& out, const Column* from, Rows rows, std::size_t expected) const;
    void end_file(File& file);
    void link_rows(File& file, std::size_t block, std::size_t piece);
    void name_headers(const std::vector<Segment>& segments, Table& table) const;
};

}  // namespace duly::data
