// Mandelbrot draws the Mandelbrot set with characters: for each place, how
// many turns of z = z * z + c it takes to get away.
//
//     mandelbrot [columns [x y zoom]]

#include <stdio.h>
#include <stdlib.h>

enum { most = 200, widest = 400 };

static int turns(double x, double y) {
  double re = 0, im = 0;
  int n = 0;
  while (n < most && re * re + im * im <= 4) {
    double next = re * re - im * im + x;
    im = 2 * re * im + y;
    re = next;
    n++;
  }
  return n;
}

int main(int argc, char **argv) {
  static const char ink[] = " .:-=+*#%@";
  int columns = argc > 1 ? atoi(argv[1]) : 64;
  double x = argc > 2 ? atof(argv[2]) : -0.65;
  double y = argc > 3 ? atof(argv[3]) : 0;
  double zoom = argc > 4 ? atof(argv[4]) : 1;
  if (columns < 2 || columns > widest || zoom <= 0) {
    fprintf(stderr, "usage: mandelbrot [2 to %d columns [x y zoom]]\n", widest);
    return 2;
  }
  // A character is about twice as high as it is wide.
  int rows = columns * 5 / 16;
  double step = 3.2 / zoom / columns;
  for (int row = 0; row < rows; row++) {
    char line[widest + 1];
    int end = 0;
    for (int column = 0; column < columns; column++) {
      double re = x + (column - columns / 2.0) * step;
      double im = y + (row - (rows - 1) / 2.0) * step * 2;
      int n = turns(re, im);
      line[column] = ink[n == most ? 9 : n * 9 / (n + 9)];
      if (line[column] != ' ') end = column + 1;
    }
    line[end] = '\0';
    puts(line);
  }
  return 0;
}
