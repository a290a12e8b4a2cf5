"""The pages of the officials. Reads ask the services, writes are Post/Redirect/Get."""
