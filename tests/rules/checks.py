"""Checks of the rules, worked out anew from their text: met, breached, excluded, not applicable or unknown."""
import re

from duties import Outcome
from rule_files import NotRecounted

CLAUSES = re.compile(r"(law|confidence|for each|where|must not|must|excluded when|on calendar)\b\s*(.*)")


class Check:
    def __init__(self, declaration):
        self.name, self.versions, self.said = declaration.name, [], {}
        for _, text, _ in declaration.clauses:
            found = CLAUSES.match(text)
            word = found[1] if found else "else"
            self.said.setdefault(word, []).append(found[2] if found else text)
        self.record = self.said.get("for each", [None])[0]

    def clauses(self, _):
        return {"on calendar": self.said["on calendar"][0]} if "on calendar" in self.said else {}

    def outcome(self, scene, one):
        if "else" in self.said or len(self.said.get("must", []) + self.said.get("must not", [])) != 1:
            raise NotRecounted(f"a check with the clause {self.said.get('else', ['must'])[0]}")

        def holds(text):
            return scene.truth(scene.tree(text), {self.record: one})

        for text in self.said.get("where", []):
            if holds(text) is not True:
                return Outcome("unknown" if holds(text) is None else "not applicable")
        for text in self.said.get("excluded when", []):
            out = holds(re.sub(r'\s+because\s+".*"$', "", text))
            if out is not False:
                return Outcome("unknown" if out is None else "excluded")
        good = holds((self.said.get("must") or self.said["must not"])[0])
        if good is None:
            return Outcome("unknown")
        return Outcome("met" if good == ("must" in self.said) else "breached")
