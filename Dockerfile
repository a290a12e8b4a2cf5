# The tour's images: one target per service, and `tools` for the steps that run once.
#   docker build --target entries -t masters-tour/entries .
ARG PYTHON_IMAGE=python:3.12-slim-bookworm
ARG NATS_IMAGE=nats:2-alpine

# --- what is installed, built where tools for building may lie ------------------------------------
FROM ${PYTHON_IMAGE} AS installed
# where there is a mirror of PyPI: --build-arg PIP_INDEX_URL=…
ARG PIP_INDEX_URL
COPY requirements/services.txt /tmp/services.txt
# an environment without pip; headers, type stubs and tests of the libraries stay behind
RUN python -m venv --without-pip /opt/tour \
 && python -m pip install --quiet --disable-pip-version-check --no-cache-dir --no-compile \
      --require-hashes --only-binary :all: --prefix /opt/tour -r /tmp/services.txt \
 && find /opt/tour -depth \( -name tests -o -name test -o -name include \) -type d \
      -path '*site-packages*' -exec rm -rf {} + \
 && find /opt/tour \( -name '*.pyx' -o -name '*.pxd' -o -name '*.pxi' -o -name '*.c' -o -name '*.h' \
      -o -name '*.pyi' \) -type f -delete \
 # the root is read-only later: Python could not keep what it compiles
 && python -m compileall -q -j 0 --invalidation-mode unchecked-hash /opt/tour/lib
COPY shared /app/shared
COPY services /app/services
COPY tools /app/tools
RUN python -m compileall -q --invalidation-mode unchecked-hash /app

# --- what every image holds -----------------------------------------------------------------------
FROM ${PYTHON_IMAGE} AS base
LABEL org.opencontainers.image.title="Masters Tour" \
      org.opencontainers.image.description="Runs a senior tennis tour: entries, draws, matches, rankings."
RUN groupadd --gid 10001 tour \
 && useradd --uid 10001 --gid tour --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin tour
ENV PATH=/opt/tour/bin:${PATH} \
    PYTHONPATH=/app:/app/shared/gen \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    TOUR_LISTEN=0.0.0.0:50051 \
    TOUR_OPS_LISTEN=0.0.0.0:9000
WORKDIR /app
COPY --from=installed /opt/tour /opt/tour
COPY --from=installed /app/shared /app/shared
# who signs a database's certificate, for TOUR_DATABASE_CA (ops/ca/README.md)
COPY ops/ca /app/ca
# on Fargate a writable folder takes its owner and mode from here, where the root is read-only
VOLUME ["/tmp"]
USER 10001:10001
STOPSIGNAL SIGTERM

FROM base AS service
EXPOSE 50051 9000
# success is noticed at once; a busy machine's first start, beside a history being played, takes long
HEALTHCHECK --interval=5s --timeout=10s --start-period=120s --retries=3 \
  CMD ["python", "-I", "-S", "/app/shared/probe.py", "9000", "/health/ready"]

FROM service AS entries
ENV TOUR_SERVICE=entries
COPY --from=installed /app/services/entries /app/services/entries
CMD ["python", "-m", "services.entries"]

FROM service AS draws
ENV TOUR_SERVICE=draws
COPY --from=installed /app/services/draws /app/services/draws
CMD ["python", "-m", "services.draws"]

FROM service AS matches
ENV TOUR_SERVICE=matches
COPY --from=installed /app/services/matches /app/services/matches
CMD ["python", "-m", "services.matches"]

FROM service AS rankings
ENV TOUR_SERVICE=rankings
COPY --from=installed /app/services/rankings /app/services/rankings
CMD ["python", "-m", "services.rankings"]

FROM service AS gateway
ENV TOUR_SERVICE=gateway \
    TOUR_LISTEN=0.0.0.0:8000
COPY --from=installed /app/services/gateway /app/services/gateway
EXPOSE 8000
CMD ["python", "-m", "services.gateway"]

# --- keys, schema, history, import, validation: everything that is run by hand or once -------------
FROM base AS tools
COPY --from=installed /app/services /app/services
COPY --from=installed /app/tools /app/tools
ENTRYPOINT ["python", "-m", "tools.cli"]
CMD ["--help"]

# --- the broker where secrets come as variables, not as files (AWS); compose uses the image as it is
FROM ${NATS_IMAGE} AS nats
RUN mkdir -p /data && chown 10001:10001 /data && chmod 1777 /tmp
VOLUME ["/data", "/tmp"]
USER 10001:10001
ENTRYPOINT ["/bin/sh", "-euc", "umask 077; printf %s \"$NATS_CONFIG\" >/tmp/nats.conf; unset NATS_CONFIG; exec nats-server --config /tmp/nats.conf"]
