"""What is counted, for Prometheus. Names and labels stand here only."""

from prometheus_client import Counter, Gauge, Histogram

CALLS = Counter("tour_grpc_calls_total", "gRPC calls handled", ["service", "method", "code"])
CALL_SECONDS = Histogram(
    "tour_grpc_call_seconds",
    "Seconds a gRPC call took",
    ["service", "method"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
PAGES = Counter("tour_http_requests_total", "HTTP requests answered", ["route", "method", "status"])
PAGE_SECONDS = Histogram(
    "tour_http_request_seconds",
    "Seconds an HTTP request took",
    ["route"],
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
OUTBOX_SENT = Counter("tour_outbox_sent_total", "Events sent to the broker", ["service"])
OUTBOX_WAITING = Gauge("tour_outbox_waiting", "Events not sent yet", ["service"])
OUTBOX_AGE = Gauge(
    "tour_outbox_oldest_seconds", "Age of the oldest event not sent yet", ["service"]
)
EVENTS = Counter("tour_events_total", "Events consumed", ["service", "type", "outcome"])
DEAD_LETTERS = Gauge("tour_dead_letters", "Events given up after ten tries", ["service"])
CLOCK_STEPS = Counter("tour_clock_steps_total", "Clock steps run", ["service", "step", "outcome"])
LEADING = Gauge("tour_leading", "1 on the replica that relays and keeps the clock", ["service"])
READ_ONLY = Gauge("tour_read_only", "1 while the database is a standby", ["service"])
LIVE_STREAMS = Gauge("tour_live_streams", "Streams of open pages at this gateway")
LIVE_LEFT_BEHIND = Counter(
    "tour_live_left_behind_total", "Streams given up because their reader did not read"
)
