"""Where rows are kept: bytes and ids, never keys. The only package that speaks SQL."""
