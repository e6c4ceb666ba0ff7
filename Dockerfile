# The layout of deploy/ as an image: the same program, started as web server or as worker.
# compose.yaml says which. Build: docker build -t alongside .
FROM python:3.11-slim-bookworm AS built

RUN apt-get update \
    && apt-get install -y --no-install-recommends npm \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/alongside
COPY requirements.txt package.json package-lock.json ./
RUN python -m venv .venv \
    && .venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt \
    && npm ci --ignore-scripts --omit=dev --no-audit --no-fund
COPY . .
# The secrets are for this step alone and stay in no layer: a file each, deleted again
RUN .venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && rm -f .secret-key .master-key

FROM python:3.11-slim-bookworm

# pg_dump and pg_restore, for backups of PostgreSQL
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home /var/lib/alongside alongside \
    && install -d -m 700 -o alongside /var/lib/alongside /var/backups/alongside
COPY --from=built /opt/alongside /opt/alongside
WORKDIR /opt/alongside
USER alongside
EXPOSE 8000
CMD [".venv/bin/python", "-m", "gunicorn", "--bind", "0.0.0.0:8000", "alliance_site.wsgi"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
    CMD [".venv/bin/python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
