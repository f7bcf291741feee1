# tradeloop's workers and command line; the home lies in /home/node/data.
FROM node:20.20.2-bookworm-slim AS built
WORKDIR /build
COPY . .
RUN npm ci --no-audit --no-fund && npm pack --ignore-scripts --pack-destination /packed

FROM node:20.20.2-bookworm-slim
COPY --from=built /packed/tradeloop-*.tgz /tmp/
RUN npm install -g --no-audit --no-fund /tmp/tradeloop-*.tgz && rm /tmp/tradeloop-*.tgz && npm cache clean --force \
  && install -d -o node -g node -m 0700 /home/node/data
USER node
WORKDIR /home/node
ENV TRADELOOP_HOME=/home/node/data
VOLUME /home/node/data
# Healthy while the control and the data process take tasks.
HEALTHCHECK --interval=30s --timeout=20s --start-period=60s CMD ["tradeloop", "status", "--json"]
CMD ["tradeloop", "up"]
