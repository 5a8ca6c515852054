// Core: an integer workload of CoreMark's kind. Each turn sorts and searches
// linked lists, multiplies matrices, runs a state machine over text, and
// folds what came out into a CRC. The checksums are the same on every engine.
// It keeps no time, and its figures are not CoreMark figures.
//
//     core [turns]

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

// CRC-16 with the reflected polynomial 0xa001, one bit at a time on purpose:
// shifts and branches are what is to be measured.

static uint16_t crc_byte(uint16_t crc, uint8_t byte) {
  crc ^= byte;
  for (int bit = 0; bit < 8; bit++) {
    crc = crc & 1 ? (uint16_t)(crc >> 1 ^ 0xa001) : (uint16_t)(crc >> 1);
  }
  return crc;
}

static uint16_t crc_word(uint16_t crc, uint32_t word) {
  for (int shift = 0; shift < 32; shift += 8) {
    crc = crc_byte(crc, (uint8_t)(word >> shift));
  }
  return crc;
}

static uint32_t random_state;

// xorshift32. The seed depends on the turn, so no result can be foreseen by a
// compiler.
static uint32_t random_word(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 17;
  random_state ^= random_state << 5;
  return random_state;
}

// Lists: build, search, reverse, and merge sort through a function pointer.

enum { LIST_LENGTH = 100, SEARCHES = 30 };

typedef struct Node {
  struct Node *next;
  uint16_t key;
  uint16_t place;
} Node;

typedef int Compare(const Node *a, const Node *b);

static Node nodes[LIST_LENGTH];

static int by_key(const Node *a, const Node *b) {
  return a->key != b->key ? (int)a->key - (int)b->key
                          : (int)a->place - (int)b->place;
}

static int by_place(const Node *a, const Node *b) {
  return (int)a->place - (int)b->place;
}

static Node *list_build(void) {
  Node *head = NULL;
  for (uint16_t i = 0; i < LIST_LENGTH; i++) {
    nodes[i] = (Node){head, (uint16_t)(random_word() & 0x1ff), i};
    head = &nodes[i];
  }
  return head;
}

static Node *list_reverse(Node *list) {
  Node *reversed = NULL;
  while (list) {
    Node *next = list->next;
    list->next = reversed;
    reversed = list;
    list = next;
  }
  return reversed;
}

static Node *list_find(Node *list, uint16_t key) {
  while (list && list->key != key) list = list->next;
  return list;
}

static Node *list_merge(Node *a, Node *b, Compare *compare) {
  Node *head = NULL;
  Node **end = &head;
  while (a && b) {
    Node **least = compare(a, b) <= 0 ? &a : &b;
    *end = *least;
    end = &(*least)->next;
    *least = *end;
  }
  *end = a ? a : b;
  return head;
}

static Node *list_sort(Node *list, Compare *compare) {
  if (!list || !list->next) return list;
  Node *middle = list;
  for (Node *end = list->next; end && end->next; end = end->next->next) {
    middle = middle->next;
  }
  Node *second = middle->next;
  middle->next = NULL;
  return list_merge(list_sort(list, compare), list_sort(second, compare),
                    compare);
}

static uint16_t lists(uint16_t crc) {
  Node *list = list_build();
  for (int i = 0; i < SEARCHES; i++) {
    const Node *found = list_find(list, (uint16_t)(random_word() & 0x1ff));
    crc = crc_word(crc, found ? found->place : 0xffffu);
    list = list_reverse(list);
  }
  list = list_sort(list, by_key);
  for (const Node *node = list; node; node = node->next) {
    crc = crc_word(crc, node->key);
  }
  list = list_sort(list, by_place);
  for (const Node *node = list; node; node = node->next) {
    crc = crc_byte(crc, (uint8_t)node->place);
  }
  return crc;
}

// Matrices: 16-bit elements, 32-bit sums, one product in which only some bits
// of each product count.

enum { SIDE = 10 };

static int16_t left[SIDE][SIDE];
static int16_t right[SIDE][SIDE];
static uint32_t product[SIDE][SIDE];

static void matrix_fill(int16_t matrix[SIDE][SIDE]) {
  for (int row = 0; row < SIDE; row++) {
    for (int column = 0; column < SIDE; column++) {
      matrix[row][column] = (int16_t)((int32_t)(random_word() & 0xfff) - 0x800);
    }
  }
}

static void matrix_multiply(uint32_t mask, uint32_t shift) {
  for (int row = 0; row < SIDE; row++) {
    for (int column = 0; column < SIDE; column++) {
      uint32_t sum = 0;
      for (int k = 0; k < SIDE; k++) {
        sum += (uint32_t)(left[row][k] * right[k][column]) >> shift & mask;
      }
      product[row][column] = sum;
    }
  }
}

static uint16_t matrix_crc(uint16_t crc) {
  for (int row = 0; row < SIDE; row++) {
    for (int column = 0; column < SIDE; column++) {
      crc = crc_word(crc, product[row][column]);
    }
  }
  return crc;
}

static uint16_t matrices(uint16_t crc) {
  matrix_fill(left);
  matrix_fill(right);
  matrix_multiply(0xffffffff, 0);
  crc = matrix_crc(crc);
  matrix_multiply(0x7f, 5);
  return matrix_crc(crc);
}

// A state machine that reads a comma-separated line and says of each word
// whether it is a whole number, a decimal, one with an exponent, or none.

enum { LINE_LENGTH = 400 };

typedef enum {
  START,
  SIGN,
  WHOLE,
  POINT,
  DECIMAL,
  EXPONENT,
  EXPONENT_SIGN,
  POWER,
  WRONG,
  STATES
} State;

static char line[LINE_LENGTH];

static void line_fill(void) {
  static const char letters[] = "0123456789012345678901234567,,,,,...eE+-";
  for (int i = 0; i < LINE_LENGTH; i++) {
    line[i] = letters[random_word() % (sizeof letters - 1)];
  }
}

static State step(State state, char c) {
  int digit = c >= '0' && c <= '9';
  int sign = c == '+' || c == '-';
  switch (state) {
    case START:
      return digit ? WHOLE : sign ? SIGN : c == '.' ? POINT : WRONG;
    case SIGN:
      return digit ? WHOLE : c == '.' ? POINT : WRONG;
    case WHOLE:
      if (c == 'e' || c == 'E') return EXPONENT;
      return digit ? WHOLE : c == '.' ? DECIMAL : WRONG;
    case POINT:
      return digit ? DECIMAL : WRONG;
    case DECIMAL:
      if (c == 'e' || c == 'E') return EXPONENT;
      return digit ? DECIMAL : WRONG;
    case EXPONENT:
      return digit ? POWER : sign ? EXPONENT_SIGN : WRONG;
    case EXPONENT_SIGN:
    case POWER:
      return digit ? POWER : WRONG;
    case WRONG:
    case STATES:
      break;
  }
  return WRONG;
}

static uint16_t states(uint16_t crc) {
  uint32_t passed[STATES] = {0};
  uint32_t ended[STATES] = {0};
  line_fill();
  State state = START;
  for (int i = 0; i < LINE_LENGTH; i++) {
    if (line[i] == ',') {
      ended[state]++;
      state = START;
    } else {
      state = step(state, line[i]);
      passed[state]++;
    }
  }
  for (int i = 0; i < STATES; i++) {
    crc = crc_word(crc, passed[i]);
    crc = crc_word(crc, ended[i]);
  }
  return crc;
}

int main(int count, char **arguments) {
  char *rest = "";
  unsigned long turns = count > 1 ? strtoul(arguments[1], &rest, 10) : 100;
  if (*rest || turns == 0 || turns > 10000000) {
    fputs("usage: core [turns], from 1 to 10000000\n", stderr);
    return 2;
  }
  uint16_t list_crc = 0;
  uint16_t matrix_crc_sum = 0;
  uint16_t state_crc = 0;
  for (unsigned long turn = 1; turn <= turns; turn++) {
    random_state = (uint32_t)turn * 2654435761u;
    list_crc = lists(list_crc);
    matrix_crc_sum = matrices(matrix_crc_sum);
    state_crc = states(state_crc);
  }
  printf("turns    %lu\n", turns);
  printf("lists    %04x\n", list_crc);
  printf("matrices %04x\n", matrix_crc_sum);
  printf("states   %04x\n", state_crc);
  return 0;
}
