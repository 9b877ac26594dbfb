"""Programs around the code: the set-up of a checkout, and what maintainers run by hand."""
