#include "dsl/check/lower.hpp"

#include <utility>

#include "dsl/check/compile.hpp"

namespace duly::check {

Checked<model::RuleSet> lower(Unread unread, std::shared_ptr<const SourceSet> sources, const std::vector<syntax::Document>& documents, const Loader& loader) {
    Context context(std::move(sources), documents, loader);
    context.mistakes = std::move(unread.mistakes);
    context.files_lost = unread.files;
    context.max_errors = unread.max_errors;
    // Expressions are large to move.
    std::size_t nodes = 0;
    for (const auto& document : documents) nodes += document.size();
    context.rules.exprs.reserve(nodes / 3);
    collect(context);
    find_circles(context);
    lower_settings(context);
    lower_scales(context);
    lower_records(context);
    lower_calendars(context);
    lower_headers(context);
    lower_spells(context);
    lower_defines(context);
    lower_timescales(context);
    lower_checks(context);
    lower_measures(context);
    lower_actions(context);
    lower_feeds(context);
    lower_examples(context);
    find_never(context);
    find_too_late(context);
    find_misleading(context);
    lint(context);
    Checked<model::RuleSet> result;
    sort_diagnostics(context.diagnostics);
    result.diagnostics = std::move(context.diagnostics);
    if (!has_errors(result.diagnostics) && context.mistakes.empty() && !context.files_lost) {
        result.value = std::move(context.rules);
        result.value->sources = context.sources;
    }
    return result;
}

}  // namespace duly::check
