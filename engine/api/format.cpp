#include "dsl/syntax/format.hpp"

#include "engine/api/internal.hpp"

namespace duly::v1 {

Checked<std::string> format(const Source& source) {
    return guarded<std::string>([&] {
        duly::Checked<std::string> laid_out = syntax::format(duly::Source(source.path, source.text));
        return Checked<std::string>{std::move(laid_out.value), outward(laid_out.diagnostics)};
    });
}

}  // namespace duly::v1
