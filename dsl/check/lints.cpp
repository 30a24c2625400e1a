#include "dsl/check/lower.hpp"

namespace duly::check {

void lint(Context& context) {
    for (std::size_t i = 0; i < context.defines.items.size(); ++i) {
        if (context.define_used[i]) continue;
        context.report(DiagnosticKind::unused_define, context.defines.name_range(static_cast<std::uint32_t>(i)), "nothing uses the definition " + quoted(context.defines.items[i].name), "use it in a rule, or take it out");
    }
}

}  // namespace duly::check
