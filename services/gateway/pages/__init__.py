"""The public pages: everybody may look, nothing here changes anything."""
