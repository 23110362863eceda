/* Sends ready-made HTTP/1.1 requests to a server on this machine and says what came back, as JSON.
 *
 *   load PORT FILE [-c connections] [-t seconds] [-r rate | -s schedule] [-i interval] [-n first] [-1] [-m most] [-g grace]
 *
 * FILE: requests one after the other, each behind its length (4 bytes, little-endian).
 * Closed loop (neither -r nor -s): each connection sends its next request when it has its answer, for -t seconds.
 * Open loop: -r requests a second, or a file of rates of which each holds for -i seconds. A request is due at its
 * time whether or not a connection is free, and its latency counts from then: a server that stalls cannot hide it.
 * -n: the request to begin with. -1: each request once, then stop. -m: stop after so many. -g: seconds to wait for the last answers.
 * One thread, one request under way on each connection; a connection that was closed is made anew.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { HEAD = 16384, SUB = 128, BUCKETS = 32 * SUB, MOST_SECONDS = 3600, EVENTS = 512 };
enum { IDLE, CONNECTING, WRITING, ANSWERING };         /* of a connection */
enum { IN_HEAD, COUNTED, UNTIL_CLOSE, CHUNK_SIZE, CHUNK_DATA, CHUNK_END, TRAILER }; /* of an answer */

typedef struct {
    int fd, state, part, status, closes, waits_to_write;
    const char *out;
    size_t out_left, head_len, left, line_len;
    int64_t due; /* ns: what the latency counts from */
    char head[HEAD + 1], line[32];
} Conn;

typedef struct { uint32_t sent, answered, *latencies; } Second;

static struct { char *at; uint32_t len; } *requests;
static size_t request_count, next_request, stop_before = SIZE_MAX;
static double *rates, interval = 1.0, limit_s = 5.0, grace_s = 10.0;
static size_t rate_count;
static int once, port, epoll_fd, timer_fd, conn_count = 64;
static Conn *conns, **idle;
static size_t idle_count, under_way;
static int64_t started, last_answer;
static uint64_t sent, answered, answered_in_time, broken, reconnects, statuses[600], histogram[BUCKETS];
static double latency_sum, latency_max;
static Second seconds[MOST_SECONDS];

static void die(const char *what) { perror(what); exit(1); }
static int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}
static Second *second_of(int64_t at) {
    int64_t s = (at - started) / 1000000000LL;
    return &seconds[s < 0 ? 0 : s < MOST_SECONDS ? s : MOST_SECONDS - 1];
}

/* Latencies: 128 steps to each power of two of microseconds, so that a percentile is right to one per cent. */
static size_t bucket(uint64_t us) {
    if (us < SUB) return us;
    int shift = 63 - __builtin_clzll(us) - 7;
    size_t found = (size_t)(shift + 1) * SUB + ((us >> shift) - SUB);
    return found < BUCKETS ? found : BUCKETS - 1;
}
static double bucket_ms(size_t b) {
    if (b < SUB) return b / 1000.0;
    int shift = (int)(b / SUB) - 1;
    return ((double)((uint64_t)(b % SUB + SUB) << shift) + (double)(1ULL << shift) / 2) / 1000.0;
}
static void note(int64_t due) {
    int64_t at = now_ns();
    uint64_t us = (uint64_t)((at - due) / 1000);
    Second *s = second_of(at);
    if (!s->latencies && !(s->latencies = calloc(BUCKETS, sizeof *s->latencies))) die("calloc");
    s->latencies[bucket(us)]++;
    s->answered++;
    histogram[bucket(us)]++;
    latency_sum += us / 1000.0;
    if (us / 1000.0 > latency_max) latency_max = us / 1000.0;
    answered++;
    last_answer = at;
    if ((at - started) / 1e9 <= limit_s) answered_in_time++;
}

static void watch(Conn *c, uint32_t events, int how) {
    struct epoll_event e = {.events = events, .data.ptr = c};
    if (epoll_ctl(epoll_fd, how, c->fd, &e)) die("epoll_ctl");
}
static void open_conn(Conn *c) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int on = 1;
    if ((c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)) < 0) die("socket");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(c->fd, (struct sockaddr *)&to, sizeof to) && errno != EINPROGRESS) die("connect");
    watch(c, EPOLLIN | EPOLLOUT, EPOLL_CTL_ADD);
    c->waits_to_write = 1;
}
static void make_idle(Conn *c) { c->state = IDLE; idle[idle_count++] = c; }
static void close_conn(Conn *c) {
    close(c->fd);
    c->fd = -1;
}
/* The server hung up, or never listened. What was under way on it is not sent again: it may have been done. */
static void lost(Conn *c) {
    if (c->state != IDLE) {
        broken++;
        under_way--;
        make_idle(c);
    }
    close_conn(c);
}

static void flush_out(Conn *c) {
    while (c->out_left) {
        ssize_t n = send(c->fd, c->out, c->out_left, MSG_NOSIGNAL);
        if (n < 0 && (errno == EAGAIN || errno == ENOTCONN)) {
            if (!c->waits_to_write) watch(c, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
            c->waits_to_write = 1;
            return;
        }
        if (n < 0) { lost(c); return; }
        c->out += n;
        c->out_left -= n;
    }
    c->state = ANSWERING;
    if (c->waits_to_write) watch(c, EPOLLIN, EPOLL_CTL_MOD);
    c->waits_to_write = 0;
}
static int has_next(void) { return next_request < stop_before && (!once || next_request < request_count); }
static void send_next(int64_t due) {
    Conn *c = idle[--idle_count];
    size_t r = next_request++ % request_count;
    c->out = requests[r].at;
    c->out_left = requests[r].len;
    c->due = due ? due : now_ns();
    c->head_len = 0;
    c->part = IN_HEAD;
    sent++;
    under_way++;
    second_of(now_ns())->sent++;
    c->state = WRITING;
    if (c->fd >= 0) { flush_out(c); return; }
    if (sent > (uint64_t)conn_count) reconnects++;
    c->state = CONNECTING;
    open_conn(c);
}

static void done(Conn *c) {
    statuses[c->status]++;
    under_way--;
    note(c->due);
    if (c->closes) close_conn(c);
    make_idle(c);
}
static const char *header(const char *head, const char *name) {
    for (const char *line = strstr(head, "\r\n"); line && line[2] != '\r'; line = strstr(line + 2, "\r\n"))
        if (!strncasecmp(line + 2, name, strlen(name)) && line[2 + strlen(name)] == ':')
            return line + 3 + strlen(name) + strspn(line + 3 + strlen(name), " ");
    return NULL;
}
/* Status line and headers are whole: how long is the body? */
static int read_head(Conn *c) {
    const char *length = header(c->head, "content-length"), *coding = header(c->head, "transfer-encoding");
    const char *connection = header(c->head, "connection");
    if (sscanf(c->head, "HTTP/1.%*d %d", &c->status) != 1 || c->status < 100 || c->status > 599) return -1;
    c->closes = connection && !strncasecmp(connection, "close", 5);
    c->left = length ? strtoull(length, NULL, 10) : 0;
    c->line_len = 0;
    if (c->status == 304 || c->status == 204) { c->left = 0; c->part = COUNTED; }
    else if (coding && !strncasecmp(coding, "chunked", 7)) c->part = CHUNK_SIZE;
    else c->part = length ? COUNTED : UNTIL_CLOSE;
    if (c->part == UNTIL_CLOSE) c->closes = 1;
    return 0;
}
/* One line of a chunked body; 1 when it is whole. */
static int take_line(Conn *c, char byte) {
    if (byte == '\n') { c->line[c->line_len] = 0; c->line_len = 0; return 1; }
    if (byte != '\r' && c->line_len < sizeof c->line - 1) c->line[c->line_len++] = byte;
    return 0;
}
/* Takes the bytes of an answer; 1 when it is whole, -1 when it is no HTTP. */
static int take(Conn *c, const char *data, size_t n) {
    size_t i = 0;
    while (c->part == IN_HEAD && i < n) {
        if (c->head_len == HEAD) return -1;
        c->head[c->head_len++] = data[i++];
        if (c->head_len < 4 || memcmp(c->head + c->head_len - 4, "\r\n\r\n", 4)) continue;
        c->head[c->head_len] = 0;
        if (read_head(c)) return -1;
        if (c->status < 200) { c->part = IN_HEAD; c->head_len = 0; } /* 1xx: the answer is yet to come */
    }
    while (i < n && c->part >= COUNTED && c->part != UNTIL_CLOSE) {
        if (c->part == COUNTED || c->part == CHUNK_DATA) {
            size_t some = n - i < c->left ? n - i : c->left;
            i += some;
            c->left -= some;
            if (c->part == COUNTED) break;
            if (!c->left) c->part = CHUNK_END;
        } else if (take_line(c, data[i++])) {
            if (c->part == CHUNK_END) c->part = CHUNK_SIZE;
            else if (c->part == TRAILER) { if (!c->line[0]) return 1; }
            else c->part = (c->left = strtoull(c->line, NULL, 16)) ? CHUNK_DATA : TRAILER;
        }
    }
    return c->part == COUNTED && !c->left;
}
static void read_in(Conn *c) {
    static char buffer[262144];
    for (;;) {
        ssize_t n = recv(c->fd, buffer, sizeof buffer, 0);
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
        if (n <= 0) {
            if (n == 0 && c->state == ANSWERING && c->part == UNTIL_CLOSE) done(c);
            else lost(c);
            return;
        }
        if (c->state == IDLE) { close_conn(c); return; } /* nobody asked: out of step */
        int whole = take(c, buffer, (size_t)n);
        if (whole < 0) { lost(c); return; }
        if (whole) { done(c); return; }
    }
}
static void on_event(Conn *c, uint32_t events) {
    if (c->fd < 0) return;
    if (c->state == CONNECTING) {
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error) { lost(c); return; }
        c->state = WRITING;
    }
    if (c->state == WRITING && (events & EPOLLOUT)) flush_out(c);
    if (c->fd >= 0 && (events & (EPOLLIN | EPOLLHUP | EPOLLERR))) read_in(c);
}

/* When the next request of the open loop is due, in ns since the start; -1: there is none. The k-th comes where the
   sum of the rates reaches k, so that exactly rate times time are sent. */
static int64_t due_at(uint64_t k) {
    static size_t at;
    static double before; /* requests of all intervals before `at` */
    while (at < rate_count && (double)k >= before + rates[at] * interval - 1e-9) before += rates[at++] * interval;
    if (at == rate_count) return -1;
    return (int64_t)((at * interval + ((double)k - before) / rates[at]) * 1e9);
}
static void set_timer(int64_t at) {
    struct itimerspec when = {.it_value = {at / 1000000000LL, at % 1000000000LL}};
    if (timerfd_settime(timer_fd, TFD_TIMER_ABSTIME, &when, NULL)) die("timerfd_settime");
}
static void run(void) {
    struct epoll_event events[EVENTS], tick = {.events = EPOLLIN, .data.ptr = NULL};
    uint64_t k = 0;
    int64_t due = rate_count ? due_at(0) : -1, end, stop;
    started = last_answer = now_ns();
    end = started + (int64_t)(limit_s * 1e9);
    stop = end + (int64_t)(grace_s * 1e9);
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, timer_fd, &tick)) die("epoll_ctl");
    for (;;) {
        int64_t now = now_ns();
        int sends = rate_count ? due >= 0 && has_next() : now < end && has_next();
        if (now >= stop || (!sends && !under_way)) return;
        while (rate_count && due >= 0 && started + due <= now && idle_count && has_next()) {
            send_next(started + due);
            due = due_at(++k);
        }
        while (!rate_count && now < end && idle_count && has_next()) send_next(0);
        set_timer(rate_count && due >= 0 && idle_count && has_next() ? started + due : now < end ? end : stop);
        int n = epoll_wait(epoll_fd, events, EVENTS, 1000);
        for (int i = 0; i < n; i++) {
            uint64_t ticks;
            if (events[i].data.ptr) on_event(events[i].data.ptr, events[i].events);
            else if (read(timer_fd, &ticks, sizeof ticks) < 0 && errno != EAGAIN) die("timer");
        }
    }
}

static double percentile_of(const uint64_t *wide, const uint32_t *narrow, uint64_t total, double share) {
    uint64_t seen = 0, wanted = (uint64_t)(share * total + 0.999999);
    for (size_t b = 0; b < BUCKETS; b++)
        if ((seen += wide ? wide[b] : narrow[b]) >= wanted && seen) return bucket_ms(b);
    return 0;
}
static void print(void) {
    double lasted = (last_answer - started) / 1e9, in_time = lasted < limit_s ? lasted : limit_s;
    struct timespec wall;
    clock_gettime(CLOCK_REALTIME, &wall);
    double started_at = wall.tv_sec + wall.tv_nsec / 1e9 - (now_ns() - started) / 1e9;
    const char *comma = "";
    printf("{\"started_at\": %.3f, \"seconds\": %.3f, \"sent\": %lu, \"answered\": %lu, \"broken\": %lu, ", started_at,
           in_time, (unsigned long)sent, (unsigned long)answered, (unsigned long)broken);
    printf("\"unanswered\": %zu, \"reconnects\": %lu, \"next\": %zu, \"left\": %zu, \"rate\": %.2f, \"statuses\": {",
           under_way, (unsigned long)reconnects, next_request, once ? request_count - next_request : 0,
           in_time > 0 ? answered_in_time / in_time : 0);
    for (int s = 100; s < 600; s++)
        if (statuses[s]) { printf("%s\"%d\": %lu", comma, s, (unsigned long)statuses[s]); comma = ", "; }
    printf("}, \"latency_ms\": {\"mean\": %.3f, \"p50\": %.3f, \"p90\": %.3f, \"p99\": %.3f, \"max\": %.3f}, ",
           answered ? latency_sum / answered : 0, percentile_of(histogram, NULL, answered, .5),
           percentile_of(histogram, NULL, answered, .9), percentile_of(histogram, NULL, answered, .99), latency_max);
    printf("\"series\": [");
    int last = MOST_SECONDS - 1;
    while (last >= 0 && !seconds[last].sent && !seconds[last].answered) last--;
    for (int s = 0; s <= last; s++)
        printf("%s{\"sent\": %u, \"answered\": %u, \"p50_ms\": %.3f, \"p99_ms\": %.3f}", s ? ", " : "", seconds[s].sent,
               seconds[s].answered,
               seconds[s].latencies ? percentile_of(NULL, seconds[s].latencies, seconds[s].answered, .5) : 0,
               seconds[s].latencies ? percentile_of(NULL, seconds[s].latencies, seconds[s].answered, .99) : 0);
    printf("]}\n");
}

static void read_requests(const char *path) {
    struct stat info;
    int fd = open(path, O_RDONLY);
    if (fd < 0 || fstat(fd, &info)) die(path);
    char *all = mmap(NULL, info.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    if (all == MAP_FAILED) die("mmap");
    size_t room = 0;
    for (off_t at = 0; at + 4 <= info.st_size; request_count++) {
        uint32_t len;
        memcpy(&len, all + at, 4);
        if (request_count == room) room = room * 2 + 1024;
        if (!(requests = realloc(requests, room * sizeof *requests))) die("realloc");
        requests[request_count].at = all + at + 4;
        requests[request_count].len = len;
        at += 4 + len;
        if (at > info.st_size) { fputs("requests: cut short\n", stderr); exit(1); }
    }
    if (!request_count) { fputs("requests: none\n", stderr); exit(1); }
}
static void read_schedule(const char *path) {
    FILE *file = fopen(path, "r");
    double rate;
    if (!file) die(path);
    while (fscanf(file, "%lf", &rate) == 1) {
        if (!(rates = realloc(rates, (rate_count + 1) * sizeof *rates))) die("realloc");
        rates[rate_count++] = rate;
    }
    fclose(file);
}
int main(int argc, char **argv) {
    double rate = 0;
    const char *schedule = NULL;
    size_t most = 0;
    int option;
    while ((option = getopt(argc, argv, "c:t:r:s:i:n:m:g:1")) != -1) switch (option) {
        case 'c': conn_count = atoi(optarg); break;
        case 't': limit_s = atof(optarg); break;
        case 'r': rate = atof(optarg); break;
        case 's': schedule = optarg; break;
        case 'i': interval = atof(optarg); break;
        case 'n': next_request = strtoull(optarg, NULL, 10); break;
        case 'g': grace_s = atof(optarg); break;
        case 'm': most = strtoull(optarg, NULL, 10); break;
        case '1': once = 1; break;
        default: return 2;
    }
    if (argc - optind != 2 || conn_count < 1) { fputs("load PORT FILE [options]: see the source\n", stderr); return 2; }
    if (most) stop_before = next_request + most;
    port = atoi(argv[optind]);
    read_requests(argv[optind + 1]);
    if (schedule) { read_schedule(schedule); limit_s = rate_count * interval; }
    else if (rate > 0) { rates = malloc(sizeof *rates); rates[rate_count++] = rate; interval = limit_s; }
    if (limit_s + grace_s > MOST_SECONDS) { fputs("at most an hour\n", stderr); return 2; }
    alarm((unsigned)(limit_s + grace_s) + 10); /* whatever happens, it ends */
    conns = calloc(conn_count, sizeof *conns);
    idle = calloc(conn_count, sizeof *idle);
    epoll_fd = epoll_create1(0);
    timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    if (!conns || !idle || epoll_fd < 0 || timer_fd < 0) die("start");
    for (int i = conn_count - 1; i >= 0; i--) { conns[i].fd = -1; make_idle(&conns[i]); }
    run();
    print();
    return 0;
}
