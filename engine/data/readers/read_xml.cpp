// XML into a Tree. Elements and attributes go by their local names.
#include "engine/data/readers/tree.hpp"
#include "engine/data/readers/xml_events.hpp"

namespace duly::data {
namespace {

class Reading final : public XmlEvents {
public:
    Reading(Tree& tree, std::size_t allowed) : tree_(tree), allowed_(allowed) {}
    bool too_deep = false, too_large = false;

private:
    Tree& tree_;
    std::size_t allowed_;

    void start(std::string_view name, const std::vector<Attribute>& attributes) override {
        bool fits = tree_.open(name, line());
        for (const auto& one : attributes) fits = fits && tree_.attribute(one.name, one.value);
        too_deep = !fits;
        too_large = tree_.bytes() > allowed_;
        if (too_deep || too_large) stop();
    }
    void end(std::string_view) override { tree_.close(); }
    void text(std::string_view text) override { tree_.text(text); }
};

}  // namespace

std::vector<SourceTable> read_xml(const ReadContext& context, std::string_view text) {
    auto tree = std::make_shared<Tree>();
    Reading reading(*tree, context.allowed);
    if (reading.feed(text, true)) return Tree::tables(tree, context, false);
    const auto line = reading.line();
    if (reading.too_large) return context.too_large();
    if (reading.too_deep) return context.broken(DiagnosticKind::unfolds_too_far, line, Tree::too_deep(), "export the records as plain tables");
    if (reading.entities())
        return context.broken(DiagnosticKind::file_broken, line, "the file declares or uses entities of its own, which are not followed, so it is left out", "export it without a document type");
    return context.broken(DiagnosticKind::file_broken, line, "the XML breaks off or is wrong here, so the file is left out",
                          "export it again: it may have been cut off");
}

}  // namespace duly::data
