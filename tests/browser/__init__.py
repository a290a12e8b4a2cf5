"""The pages in a real browser. A package, so that its tour and browser end with its last test."""
