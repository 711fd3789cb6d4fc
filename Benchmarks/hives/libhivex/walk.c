/* walk FILE ROUNDS: opens a hive with libhivex and reads all of it: every name and time decoded,
   every byte of data touched. Prints the milliseconds of the shortest round, and what was counted. */

#include <hivex.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct walk {
  uint64_t keys, values, value_bytes, sum;
};

static void die(const char *what) {
  perror(what);
  exit(1);
}

/* The sum of the data, eight bytes at a time: all of it is touched. */
static uint64_t sum_of(const char *data, size_t size) {
  uint64_t sum = 0;
  size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    uint64_t word;
    memcpy(&word, data + i, sizeof word);
    sum += word;
  }
  for (; i < size; i++) sum += (unsigned char)data[i];
  return sum;
}

static void walk_key(hive_h *hive, hive_node_h key, struct walk *walk) {
  char *name = hivex_node_name(hive, key);
  if (name == NULL) die("hivex_node_name");
  walk->keys++;
  walk->sum += strlen(name) + (uint64_t)hivex_node_timestamp(hive, key);
  free(name);

  hive_value_h *values = hivex_node_values(hive, key);
  if (values == NULL) die("hivex_node_values");
  for (size_t i = 0; values[i] != 0; i++) {
    char *value_name = hivex_value_key(hive, values[i]);
    if (value_name == NULL) die("hivex_value_key");
    hive_type type;
    size_t size;
    char *data = hivex_value_value(hive, values[i], &type, &size);
    if (data == NULL) die("hivex_value_value");
    walk->values++;
    walk->value_bytes += size;
    walk->sum += strlen(value_name);
    walk->sum += sum_of(data, size);
    free(data);
    free(value_name);
  }
  free(values);

  hive_node_h *subkeys = hivex_node_children(hive, key);
  if (subkeys == NULL) die("hivex_node_children");
  for (size_t i = 0; subkeys[i] != 0; i++) walk_key(hive, subkeys[i], walk);
  free(subkeys);
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: walk FILE ROUNDS\n");
    return 2;
  }
  int rounds = atoi(argv[2]);
  if (rounds < 1) rounds = 1;
  double best = 0;
  struct walk walk;
  for (int round = 0; round < rounds; round++) {
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    memset(&walk, 0, sizeof walk);
    hive_h *hive = hivex_open(argv[1], 0);
    if (hive == NULL) die("hivex_open");
    walk_key(hive, hivex_root(hive), &walk);
    hivex_close(hive);
    clock_gettime(CLOCK_MONOTONIC, &end);
    double time = (end.tv_sec - start.tv_sec) * 1e3 + (end.tv_nsec - start.tv_nsec) / 1e6;
    if (round == 0 || time < best) best = time;
  }
  printf("%f %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", best, walk.keys,
         walk.values, walk.value_bytes, walk.sum);
  return 0;
}
