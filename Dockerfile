FROM python:3.11-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=/app/.venv
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN pip install --no-cache-dir "uv==$(awk '/^name = "uv"$/ {getline; gsub(/[^0-9.]/, ""); print; exit}' uv.lock)" \
    && uv sync --locked --no-dev --no-cache
COPY bot bot
COPY db db
RUN useradd --create-home --uid 10001 friend && mkdir /data && chown friend /data
USER friend
VOLUME /data
ENV PATH=/app/.venv/bin:$PATH HOST=0.0.0.0 PORT=3000 DATABASE_URL=sqlite:////data/critical-friend.db
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
CMD ["python", "-m", "bot"]
