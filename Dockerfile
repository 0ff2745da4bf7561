# The image of web, workers and beat. Built in one stage, run in another that has
# no installer; the user is nobody special and the root may be read-only.
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
ENV UV_NO_CACHE=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
COPY . .
# Hash-locked packages of the application alone, message files, static files.
RUN python -m conference.config.starter install && rm -f .venv/bin/uv .venv/bin/uvx

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin app \
    && install --directory --owner app --group app --mode 0700 /state
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "conference.config.wsgi:application", \
     "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "4", "--workers-kill-timeout", "30", \
     "--respawn-failed-workers", "--no-ws"]
