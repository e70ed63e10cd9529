# Ogham's server in a small image. Build: docker build -t ogham .
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN go build -trimpath -ldflags="-s -w" -o /out/ogham ./cmd/server

FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates tzdata \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --create-home --home-dir /var/lib/ogham ogham
COPY --from=build /out/ogham /usr/local/bin/ogham
USER ogham
VOLUME /var/lib/ogham
ENV OGHAM_LISTEN=0.0.0.0:8888 OGHAM_DATA_DIR=/var/lib/ogham/data
EXPOSE 8888
ENTRYPOINT ["ogham"]
CMD ["serve"]
