//! Life shows Conway's game of life: a glider on a torus, generation after
//! generation. It writes with a WASI call of its own, without a library.

const wasi = @import("std").os.wasi;

const width = 16;
const height = 8;
const generations = 6;

const Field = [height][width]bool;

/// The cells around one, over the edges too.
fn neighbours(field: *const Field, y: usize, x: usize) u8 {
    var count: u8 = 0;
    for ([_]usize{ height - 1, 0, 1 }) |dy| {
        for ([_]usize{ width - 1, 0, 1 }) |dx| {
            if (dy == 0 and dx == 0) continue;
            const there = field[(y + dy) % height][(x + dx) % width];
            count += @intFromBool(there);
        }
    }
    return count;
}

fn step(field: Field) Field {
    var next: Field = undefined;
    for (&next, 0..) |*row, y| {
        for (row, 0..) |*cell, x| {
            const around = neighbours(&field, y, x);
            cell.* = around == 3 or (around == 2 and field[y][x]);
        }
    }
    return next;
}

/// Writes all of a text to standard output; gives up where that fails.
fn print(text: []const u8) void {
    var rest = text;
    while (rest.len > 0) {
        const piece: wasi.ciovec_t = .{ .base = rest.ptr, .len = rest.len };
        var written: usize = 0;
        if (wasi.fd_write(1, (&piece)[0..1].ptr, 1, &written) != .SUCCESS) return;
        rest = rest[written..];
    }
}

pub fn main() void {
    var fields: [generations]Field = undefined;
    fields[0] = [_][width]bool{[_]bool{false} ** width} ** height;
    for ([_][2]usize{ .{ 0, 1 }, .{ 1, 2 }, .{ 2, 0 }, .{ 2, 1 }, .{ 2, 2 } }) |cell|
        fields[0][cell[0]][cell[1]] = true;
    for (1..generations) |n| fields[n] = step(fields[n - 1]);
    // Three generations side by side, as a strip of film.
    for (0..generations / 3) |strip| {
        for (0..height) |y| {
            var line: [3 * (width + 2)]u8 = undefined;
            for (fields[3 * strip ..][0..3], 0..) |field, n| {
                const part = line[n * (width + 2) ..][0 .. width + 2];
                for (field[y], part[0..width]) |alive, *cell|
                    cell.* = if (alive) '#' else '.';
                part[width..][0..2].* = if (n < 2) "| ".* else "|\n".*;
            }
            print(&line);
        }
        if (strip == 0) print("\n");
    }
}
