"""A second reader of vaults, written from docs/file-format.md alone. Numbers in comments are those of the page."""
