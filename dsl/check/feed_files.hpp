// One `file` block of a feed: columns to fields, spellings, the link to the parent.
#pragma once

#include "dsl/check/context.hpp"

namespace duly::check {

void lower_feed_file(Context& context, model::Feed& feed, Written node);
// `parent is the R of the same row`: another block of the same file gives R.
void check_same_row(Context& context, const model::Feed& feed, Written node);

}  // namespace duly::check
