/* The parts of the network that torch is slow at on a CPU, one thread: causal attention over packed documents with
 * rotary positions, RMS norm, SwiGLU, and one step of decoding. Heads have HEAD dimensions. Plain C with GCC's vectors,
 * which become whatever the machine has. Built by network.py. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HEAD 32
#define LANES 16
#define ROWS 4
typedef float lanes __attribute__((vector_size(LANES * sizeof(float)), aligned(4), may_alias));

static inline lanes all(float x) { return x - (lanes){0}; }

void rms_forward(const float *x, const float *weight, float *y, float *scale, long rows, long width, float epsilon) {
  for (long n = 0; n < rows; n++, x += width, y += width) {
    float sum = 0;
    for (long i = 0; i < width; i++) sum += x[i] * x[i];
    float s = scale[n] = 1 / sqrtf(sum / width + epsilon);
    for (long i = 0; i < width; i++) y[i] = x[i] * s * weight[i];
  }
}

void rms_backward(const float *dy, const float *x, const float *weight, const float *scale, float *dx, float *dweight,
                  long rows, long width) {
  for (long n = 0; n < rows; n++, x += width, dy += width, dx += width) {
    float s = scale[n], sum = 0;
    for (long i = 0; i < width; i++) {
      sum += dy[i] * weight[i] * x[i];
      dweight[i] += dy[i] * x[i] * s;
    }
    float c = sum * s * s * s / width;
    for (long i = 0; i < width; i++) dx[i] = dy[i] * weight[i] * s - x[i] * c;
  }
}

/* h: rows of [gate, up]. */
void swiglu_forward(const float *h, float *y, long rows, long width) {
  for (long n = 0; n < rows; n++, h += 2 * width, y += width)
    for (long i = 0; i < width; i++) y[i] = h[i] / (1 + expf(-h[i])) * h[width + i];
}

void swiglu_backward(const float *dy, const float *h, float *dh, long rows, long width) {
  for (long n = 0; n < rows; n++, h += 2 * width, dh += 2 * width, dy += width)
    for (long i = 0; i < width; i++) {
      float gate = h[i], up = h[width + i], s = 1 / (1 + expf(-gate)), silu = gate * s;
      dh[width + i] = dy[i] * silu;
      dh[i] = dy[i] * up * (s + silu * (1 - s));
    }
}

/* out[i][j] = a[i] . b[j] for j up to the end of i's block of lanes; bT is b transposed with row length stride. */
static void products(const float *a, const float *bT, float *out, long length, long stride) {
  for (long i = 0; i < length; i += ROWS)
    for (long j = 0; j < i + ROWS && j < stride; j += 2 * LANES) {
      lanes sum[ROWS][2] = {{{0}}};
      for (int d = 0; d < HEAD; d++) {
        lanes b0 = *(const lanes *)(bT + d * stride + j), b1 = *(const lanes *)(bT + d * stride + j + LANES);
        for (int r = 0; r < ROWS; r++) {
          lanes x = all(a[(i + r) * HEAD + d]);
          sum[r][0] += x * b0;
          sum[r][1] += x * b1;
        }
      }
      for (int r = 0; r < ROWS; r++) {
        *(lanes *)(out + (i + r) * stride + j) = sum[r][0];
        *(lanes *)(out + (i + r) * stride + j + LANES) = sum[r][1];
      }
    }
}

/* out[i] = sum over j <= i of p[i][j] b[j], or with `transposed` the sum over j >= i of p[j][i] b[j]. */
static inline __attribute__((always_inline)) void weighted(const float *p, const float *b, float *out, long length,
                                                           long rows, long stride, int transposed) {
  for (long i = 0; i < length; i += ROWS) {
    lanes sum[ROWS][2] = {{{0}}};
    long last = transposed || i + ROWS > rows ? rows : i + ROWS;
    for (long j = transposed ? i : 0; j < last; j++) {
      lanes b0 = *(const lanes *)(b + j * HEAD), b1 = *(const lanes *)(b + j * HEAD + LANES);
      for (int r = 0; r < ROWS; r++) {
        lanes x = all(transposed ? p[j * stride + i + r] : p[(i + r) * stride + j]);
        sum[r][0] += x * b0;
        sum[r][1] += x * b1;
      }
    }
    for (int r = 0; r < ROWS; r++) {
      *(lanes *)(out + (i + r) * HEAD) = sum[r][0];
      *(lanes *)(out + (i + r) * HEAD + LANES) = sum[r][1];
    }
  }
}

/* Turns pairs of dimensions by the angle of the position: `turn` holds cosine and sine of each pair. */
static void rotate(const float *x, const float *turn, float *out, float scale, float direction) {
  for (int i = 0; i < HEAD; i += 2) {
    float c = turn[i], s = turn[i + 1] * direction;
    out[i] = (x[i] * c - x[i + 1] * s) * scale;
    out[i + 1] = (x[i] * s + x[i + 1] * c) * scale;
  }
}

static void transpose(const float *a, float *out, long length, long stride) {
  for (int d = 0; d < HEAD; d++) {
    for (long i = 0; i < length; i++) out[d * stride + i] = a[i * HEAD + d];
    for (long i = length; i < stride; i++) out[d * stride + i] = 0;
  }
}

/* Query, key and value of one head of one document, rotated, padded with zeros to `padded` rows. */
static void load(const float *qkv, long length, long padded, long width, const float *turns, float *q, float *k,
                 float *v) {
  for (long t = 0; t < length; t++, qkv += 3 * width) {
    rotate(qkv, turns + t * HEAD, q + t * HEAD, 1 / sqrtf(HEAD), 1);
    rotate(qkv + width, turns + t * HEAD, k + t * HEAD, 1, 1);
    memcpy(v + t * HEAD, qkv + 2 * width, HEAD * sizeof(float));
  }
  size_t rest = (padded - length) * HEAD * sizeof(float);
  memset(q + length * HEAD, 0, rest);
  memset(k + length * HEAD, 0, rest);
  memset(v + length * HEAD, 0, rest);
}

static float *workspace(size_t floats) {
  static float *held = NULL;
  static size_t size = 0;
  if (floats > size) {
    free(held);
    held = aligned_alloc(64, (floats * sizeof(float) + 63) / 64 * 64);
    size = floats;
  }
  return held;
}

#define FOR_EACH_HEAD(documents, lengths, count, width)                                                         \
  for (long doc = 0, start = 0; doc < (count); start += (lengths)[doc++])                                        \
    for (long length = (lengths)[doc], padded = (length + ROWS - 1) / ROWS * ROWS, stride = (length + 31) / 32 * 32, \
              head = 0;                                                                                          \
         head < (width) / HEAD; head++)

/* qkv: tokens x 3*width. lengths: tokens of each document. turns: positions x HEAD. out: tokens x width.
 * logsum: heads x tokens, kept for the way back. */
void attention_forward(const float *qkv, const long *lengths, long documents, long width, const float *turns,
                       float *out, float *logsum, long tokens) {
  FOR_EACH_HEAD(qkv, lengths, documents, width) {
    float *q = workspace(4 * padded * HEAD + stride * HEAD + padded * stride + 64), *k = q + padded * HEAD,
          *v = k + padded * HEAD, *o = v + padded * HEAD, *kT = o + padded * HEAD, *p = kT + stride * HEAD;
    load(qkv + start * 3 * width + head * HEAD, length, padded, width, turns, q, k, v);
    transpose(k, kT, length, stride);
    products(q, kT, p, padded, stride);
    for (long i = 0; i < padded; i++) {
      float *row = p + i * stride, most = -1e30f, sum = 0;
      if (i >= length) {
        memset(row, 0, stride * sizeof(float));
        continue;
      }
      for (long j = 0; j <= i; j++) most = row[j] > most ? row[j] : most;
      for (long j = 0; j <= i; j++) sum += row[j] = expf(row[j] - most);
      for (long j = 0; j <= i; j++) row[j] *= 1 / sum;
      for (long j = i + 1; j < i + ROWS && j < stride; j++) row[j] = 0;
      logsum[head * tokens + start + i] = most + logf(sum);
    }
    weighted(p, v, o, padded, length, stride, 0);
    for (long t = 0; t < length; t++)
      memcpy(out + (start + t) * width + head * HEAD, o + t * HEAD, HEAD * sizeof(float));
  }
}

void attention_backward(const float *qkv, const long *lengths, long documents, long width, const float *turns,
                        const float *out, const float *logsum, const float *dout, float *dqkv, long tokens) {
  FOR_EACH_HEAD(qkv, lengths, documents, width) {
    float *q = workspace(7 * padded * HEAD + 2 * stride * HEAD + 2 * padded * stride + 64), *k = q + padded * HEAD,
          *v = k + padded * HEAD, *g = v + padded * HEAD, *dq = g + padded * HEAD, *dk = dq + padded * HEAD,
          *dv = dk + padded * HEAD, *kT = dv + padded * HEAD, *vT = kT + stride * HEAD, *p = vT + stride * HEAD,
          *dp = p + padded * stride;
    load(qkv + start * 3 * width + head * HEAD, length, padded, width, turns, q, k, v);
    for (long t = 0; t < length; t++)
      memcpy(g + t * HEAD, dout + (start + t) * width + head * HEAD, HEAD * sizeof(float));
    memset(g + length * HEAD, 0, (padded - length) * HEAD * sizeof(float));
    transpose(k, kT, length, stride);
    transpose(v, vT, length, stride);
    products(q, kT, p, padded, stride);
    products(g, vT, dp, padded, stride);
    for (long i = 0; i < padded; i++) {
      float *row = p + i * stride, *drow = dp + i * stride, sum = 0;
      long used = i < length ? i + 1 : 0;
      if (used) {
        const float *o = out + (start + i) * width + head * HEAD;
        float whole = logsum[head * tokens + start + i];
        for (int d = 0; d < HEAD; d++) sum += o[d] * g[i * HEAD + d];
        for (long j = 0; j < used; j++) {
          row[j] = expf(row[j] - whole);
          drow[j] = row[j] * (drow[j] - sum);
        }
      }
      memset(row + used, 0, (stride - used) * sizeof(float));
      memset(drow + used, 0, (stride - used) * sizeof(float));
    }
    weighted(dp, k, dq, padded, length, stride, 0);
    weighted(dp, q, dk, padded, length, stride, 1);
    weighted(p, g, dv, padded, length, stride, 1);
    for (long t = 0; t < length; t++) {
      float *to = dqkv + (start + t) * 3 * width + head * HEAD;
      rotate(dq + t * HEAD, turns + t * HEAD, to, 1 / sqrtf(HEAD), -1);
      rotate(dk + t * HEAD, turns + t * HEAD, to + width, 1, -1);
      memcpy(to + 2 * width, dv + t * HEAD, HEAD * sizeof(float));
    }
  }
}

/* One new token for each of `batch` sequences that end at the same slot. qkv: batch x 3*width; keys and values:
 * batch x heads x slots x HEAD; positions and the first used slot of each sequence; out: batch x width. */
void attention_decode(const float *qkv, const float *turns, const long *positions, const long *firsts, float *keys,
                      float *values, float *out, long batch, long heads, long slots, long slot) {
  long width = heads * HEAD;
  float *score = workspace(slots + 64);
  for (long b = 0; b < batch; b++)
    for (long h = 0; h < heads; h++) {
      const float *x = qkv + b * 3 * width + h * HEAD, *turn = turns + positions[b] * HEAD;
      float q[HEAD], *K = keys + (b * heads + h) * slots * HEAD, *V = values + (b * heads + h) * slots * HEAD;
      float most = -1e30f, sum = 0;
      rotate(x, turn, q, 1 / sqrtf(HEAD), 1);
      rotate(x + width, turn, K + slot * HEAD, 1, 1);
      memcpy(V + slot * HEAD, x + 2 * width, HEAD * sizeof(float));
      for (long j = firsts[b]; j <= slot; j++) {
        float s = 0;
        for (int d = 0; d < HEAD; d++) s += q[d] * K[j * HEAD + d];
        score[j] = s;
        most = s > most ? s : most;
      }
      for (long j = firsts[b]; j <= slot; j++) sum += score[j] = expf(score[j] - most);
      lanes o0 = {0}, o1 = {0};
      for (long j = firsts[b]; j <= slot; j++) {
        lanes weight = all(score[j] / sum);
        o0 += weight * *(const lanes *)(V + j * HEAD);
        o1 += weight * *(const lanes *)(V + j * HEAD + LANES);
      }
      *(lanes *)(out + b * width + h * HEAD) = o0;
      *(lanes *)(out + b * width + h * HEAD + LANES) = o1;
    }
}
