"""What people do from beginning to end, in Chromium, each in a file of its own."""
