"""The accessibility engine axe-core, run in the page that a person has open."""

from pathlib import Path

from django.conf import settings

from tests.browser.driver import Person

ENGINE = Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

ASK = """
const done = arguments[1];
const options = {
  runOnly: { type: "tag", values: arguments[0] },
  // Of WCAG 2.2, and switched off by axe unless asked for by name.
  rules: { "target-size": { enabled: true } },
  resultTypes: ["violations"],
};
axe.run(document, options).then((results) => done({
  rules: results.passes.length,
  found: results.violations.flatMap(({ id, nodes }) => nodes.map(
    ({ target, any, all, none }) => {
      const [why] = [...any, ...all, ...none];
      return `${id}: ${target.join(" ")} (${why ? why.message : ""})`;
    },
  )),
}), (error) => done({ rules: 0, found: [String(error)] }));
"""


def violations(person: Person) -> list[str]:
    """What breaks WCAG 2.0 to 2.2, levels A and AA, on the open page."""
    assert ENGINE.exists(), "axe-core is not installed: run npm ci"
    if not person.driver.execute_script("return 'axe' in window"):
        person.driver.execute_script(ENGINE.read_text(encoding="utf-8"))
    answer = person.driver.execute_async_script(ASK, TAGS)
    assert answer["rules"] or answer["found"], "axe looked at nothing"
    return answer["found"]
