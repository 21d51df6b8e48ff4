# The app alone: no keys, no data, no secrets. It runs as nobody in particular, on a read-only file system, and writes
# to two places: /instance/data (worth a backup) and /instance/keys (never in the same one).
FROM python:3.11-slim AS build
COPY . /source
RUN python -m venv /app && /app/bin/pip install --no-cache-dir "/source[postgres]"

FROM python:3.11-slim
COPY --from=build /app /app
# The address inside the container is open to its network, so it starts only with an https PUBLIC_URL, or with
# ALLOW_PLAIN_HTTP=1 where something else protects the connection (see compose.yaml).
ENV PATH=/app/bin:$PATH PYTHONDONTWRITEBYTECODE=1 INSTANCE=/instance HOST=0.0.0.0 PORT=8000
RUN groupadd --gid 10001 app && useradd --uid 10001 --gid app --no-create-home --shell /usr/sbin/nologin app \
 && install -d -o app -g app -m 0700 /instance /instance/data /instance/keys
USER app
WORKDIR /instance
VOLUME ["/instance/data", "/instance/keys"]
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", \
  "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=4)"]
CMD ["python", "-m", "app"]
