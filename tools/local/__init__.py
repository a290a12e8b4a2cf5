"""The tour on one machine: its data folder, the embedded servers, the services as children."""
