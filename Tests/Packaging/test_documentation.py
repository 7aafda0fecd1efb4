import re
import subprocess
import unittest

from manifests import ROOT

LINK = re.compile(r"\]\(([^)#:\s]*)(?:#([^)\s]+))?\)")


def pages():
    listed = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listed.split()]


def anchors(page):
    """As GitHub makes them of headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


class LinkTests(unittest.TestCase):
    def test_that_links_lead_somewhere(self):
        self.assertGreater(len(pages()), 20)
        for page in pages():
            for path, anchor in LINK.findall(page.read_text()):
                with self.subTest(page=str(page.relative_to(ROOT)), link=f"{path}#{anchor}"):
                    target = (page.parent / path).resolve() if path else page
                    self.assertTrue(target.exists())
                    if anchor and target.suffix == ".md":
                        self.assertIn(anchor, anchors(target))

    def test_that_the_index_has_every_page(self):
        index = (ROOT / "docs/README.md").read_text()
        for page in pages():
            if page.parent == ROOT / "docs" and page.name != "README.md":
                self.assertIn(f"]({page.name})", index)


if __name__ == "__main__":
    unittest.main()
