# One image: the web process with the timetable inside, the screens already built.

FROM python:3.12-slim-trixie AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /desk
RUN python -m venv .venv
# Only what the app needs: the pinned versions as constraints, without the tools of development.
COPY requirements.lock pyproject.toml ./
RUN .venv/bin/python - <<'PY' > requirements.txt
import tomllib
print("\n".join(tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"]))
PY
RUN .venv/bin/pip install -r requirements.txt -c requirements.lock setuptools

FROM packages AS screens
COPY . .
RUN .venv/bin/pip install --no-deps --no-build-isolation -e . \
    && .venv/bin/python -c "from pm_app.cli.screens import build_screens; build_screens()" \
    && rm -rf .web/node_modules .data .build

FROM python:3.12-slim-trixie
LABEL org.opencontainers.image.title="Property Desk"
# Typefaces for names and letters in other writings; what none of them has is told before a letter is made.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-noto-core fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin desk && install -d -o desk -g desk /data
WORKDIR /desk
COPY --from=screens --chown=root:root /desk /desk
# The screens are built; the fingerprint beside them is checked at start, so nothing is written here.
RUN install -d -o desk -g desk .build .states && chown -R desk:desk .web
ENV PATH=/desk/.venv/bin:$PATH PYTHONUNBUFFERED=1 PM_DATA_DIR=/data PM_HOST=0.0.0.0 PM_PORT=8000
USER desk
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["pm"]
CMD ["serve"]
