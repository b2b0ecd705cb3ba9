# The product for production: web, worker and beat from one image; PostgreSQL and Redis run beside it.
FROM node:24-slim AS browser
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev

FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1
RUN useradd --system --create-home peerlearn
WORKDIR /app
COPY requirements/prod.txt requirements/
RUN pip install --require-hashes --no-deps -r requirements/prod.txt
COPY --from=browser /app/node_modules node_modules
COPY . .
RUN pybabel --quiet compile --directory locale --domain django
# Collecting needs the settings but no servers: these addresses are never dialled.
RUN SECRET_KEY=build DATABASE_URL=postgresql://build@localhost/build REDIS_URL=redis://localhost/0 \
    python manage.py collectstatic --noinput --verbosity 0 -i '*.map' \
    && mkdir -p var/media && chown -R peerlearn var
USER peerlearn
ENV HOST=0.0.0.0 PORT=8000
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "-c", "python:peerlearn.gunicorn", "peerlearn.wsgi:application"]
