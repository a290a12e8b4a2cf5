"""Calendars to subscribe to (iCalendar, RFC 5545): a tournament's and a player's."""
