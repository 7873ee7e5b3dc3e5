;; The two loops over every byte of a delimited file: where the cells of a record are, and their bytes put column by
;; column. Sixteen bytes are looked at or copied at a time. row-kernel.ts calls them and is made to know this layout.
(module
  (memory (export "memory") 147 147)

  ;; Bytes that are scanned: [0, mostBytes), and room behind them for a look at sixteen bytes.
  (global (export "mostBytes") i32 (i32.const 0x400000))
  ;; [start, end, form] of the cells of one record.
  (global $cells (export "cells") i32 (i32.const 0x410000))
  (global $mostCells (export "mostCells") i32 (i32.const 1024))
  ;; Of each gathered column four integers: its place in the record, where its next byte goes, what is added to that
  ;; for the end of a cell, and in how many rows it was missing.
  (global $columns (export "columns") i32 (i32.const 0x414000))
  (global (export "mostColumns") i32 (i32.const 256))
  ;; Ends of the cells of a column by row, for the columns one after the other.
  (global $ends (export "ends") i32 (i32.const 0x420000))
  (global $rows (export "rows") i32 (i32.const 1024))
  ;; The gathered bytes, shared out among the columns.
  (global (export "gathered") i32 (i32.const 0x520000))
  (global (export "gatheredBytes") i32 (i32.const 0x400000))

  ;; Of the record that `scan` found last: how many cells it has, and how many line breaks are within them.
  (global $found (export "found") i32 (i32.const 0x413ff0))

  ;; Finds the record that begins at `at` of the bytes [0, length), when it is an ordinary one: complete with its line
  ;; break, and quotes only around whole cells or doubled within those. Writes its cells and answers where the next
  ;; record begins; -1 for any other record, -2 for one that is ordinary as far as it is here.
  (func (export "scan") (param $at i32) (param $length i32) (param $delimiter i32) (result i32)
    (local $block i32) (local $mask i32) (local $start i32) (local $end i32) (local $form i32)
    (local $to i32) (local $last i32) (local $byte i32) (local $pos i32)
    ;; 0 outside of quotes, 1 within, 2 behind a closing one, whose place is `end`.
    (local $quoted i32)
    (local $bytes v128) (local $delimiters v128)
    (local.set $delimiters (i8x16.splat (local.get $delimiter)))
    (local.set $to (global.get $cells))
    (local.set $last (i32.add (global.get $cells) (i32.mul (global.get $mostCells) (i32.const 12))))
    (local.set $block (local.get $at))
    (local.set $start (local.get $at))
    (i32.store offset=4 (global.get $found) (i32.const 0))
    (loop $blocks
      (if (i32.ge_u (local.get $block) (local.get $length)) (then (return (i32.const -2))))
      (local.set $bytes (v128.load align=1 (local.get $block)))
      (local.set $mask
        (i8x16.bitmask
          (v128.or
            (v128.or
              (i8x16.eq (local.get $bytes) (local.get $delimiters))
              (i8x16.eq (local.get $bytes) (v128.const i8x16 34 34 34 34 34 34 34 34 34 34 34 34 34 34 34 34)))
            (v128.or
              (i8x16.eq (local.get $bytes) (v128.const i8x16 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10))
              (i8x16.eq (local.get $bytes) (v128.const i8x16 13 13 13 13 13 13 13 13 13 13 13 13 13 13 13 13))))))
      (block $blockDone
        (loop $marks
          (br_if $blockDone (i32.eqz (local.get $mask)))
          (local.set $pos (i32.add (local.get $block) (i32.ctz (local.get $mask))))
          (local.set $mask (i32.and (local.get $mask) (i32.sub (local.get $mask) (i32.const 1))))
          (if (i32.ge_u (local.get $pos) (local.get $length)) (then (return (i32.const -2))))
          (local.set $byte (i32.load8_u (local.get $pos)))
          (if (i32.eq (local.get $byte) (i32.const 34))
            (then
              (if (i32.eq (local.get $quoted) (i32.const 1))
                (then
                  (local.set $quoted (i32.const 2))
                  (local.set $end (local.get $pos))
                  (br $marks)))
              (if (i32.eq (local.get $quoted) (i32.const 2))
                (then
                  ;; Right behind what looked like the closing quote: the two stand for one.
                  (if (i32.ne (local.get $pos) (i32.add (local.get $end) (i32.const 1)))
                    (then (return (i32.const -1))))
                  (local.set $quoted (i32.const 1))
                  (local.set $form (i32.const 1))
                  (br $marks)))
              (if (i32.ne (local.get $pos) (local.get $start)) (then (return (i32.const -1))))
              (local.set $quoted (i32.const 1))
              (local.set $start (i32.add (local.get $pos) (i32.const 1)))
              (br $marks)))
          (if (i32.eq (local.get $quoted) (i32.const 1))
            (then
              ;; A CR is the end of a line unless its LF follows, which is one then.
              (if (i32.or
                    (i32.eq (local.get $byte) (i32.const 10))
                    (i32.and
                      (i32.eq (local.get $byte) (i32.const 13))
                      (i32.ne (i32.load8_u offset=1 (local.get $pos)) (i32.const 10))))
                (then
                  (i32.store offset=4 (global.get $found)
                    (i32.add (i32.load offset=4 (global.get $found)) (i32.const 1)))))
              (br $marks)))
          (if (i32.eqz (local.get $quoted))
            (then (local.set $end (local.get $pos)))
            (else
              (if (i32.ne (i32.add (local.get $end) (i32.const 1)) (local.get $pos))
                (then (return (i32.const -1))))))
          (if (i32.ge_u (local.get $to) (local.get $last)) (then (return (i32.const -1))))
          (i32.store (local.get $to) (local.get $start))
          (i32.store offset=4 (local.get $to) (local.get $end))
          (i32.store offset=8 (local.get $to) (local.get $form))
          (local.set $to (i32.add (local.get $to) (i32.const 12)))
          (if (i32.eq (local.get $byte) (local.get $delimiter))
            (then
              (local.set $start (i32.add (local.get $pos) (i32.const 1)))
              (local.set $quoted (i32.const 0))
              (local.set $form (i32.const 0))
              (br $marks)))
          (i32.store (global.get $found)
            (i32.div_u (i32.sub (local.get $to) (global.get $cells)) (i32.const 12)))
          (local.set $pos (i32.add (local.get $pos) (i32.const 1)))
          (if (i32.eq (local.get $byte) (i32.const 10)) (then (return (local.get $pos))))
          ;; What follows a CR may be its LF, and may not be here yet.
          (if (i32.ge_u (local.get $pos) (local.get $length)) (then (return (i32.const -2))))
          (return (i32.add (local.get $pos) (i32.eq (i32.load8_u (local.get $pos)) (i32.const 10))))))
      (local.set $block (i32.add (local.get $block) (i32.const 16)))
      (br $blocks))
    (unreachable))

  ;; Appends the cells of the scanned record, as row `row`, to the columns [from, count). Answers `count`, or the column
  ;; of a cell whose bytes are not its value: the caller appends that one and goes on behind it. Up to fifteen bytes
  ;; behind a cell are written as well.
  (func (export "gather")
    (param $from i32) (param $count i32) (param $cellCount i32) (param $row i32) (result i32)
    (local $column i32) (local $place i32) (local $cell i32) (local $at i32) (local $source i32) (local $last i32)
    (local $end i32) (local $stride i32)
    (local.set $stride (i32.shl (global.get $rows) (i32.const 2)))
    (local.set $column (i32.add (global.get $columns) (i32.shl (local.get $from) (i32.const 4))))
    (local.set $end
      (i32.add
        (i32.add (global.get $ends) (i32.shl (local.get $row) (i32.const 2)))
        (i32.mul (local.get $from) (local.get $stride))))
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $from) (local.get $count)))
        (local.set $at (i32.load offset=4 (local.get $column)))
        (local.set $place (i32.load (local.get $column)))
        (if (i32.lt_u (local.get $place) (local.get $cellCount))
          (then
            (local.set $cell (i32.add (global.get $cells) (i32.mul (local.get $place) (i32.const 12))))
            (if (i32.load offset=8 (local.get $cell)) (then (return (local.get $from))))
            (local.set $source (i32.load (local.get $cell)))
            (local.set $last (i32.load offset=4 (local.get $cell)))
            (if (i32.lt_u (local.get $source) (local.get $last))
              (then
                (local.set $last (i32.add (local.get $at) (i32.sub (local.get $last) (local.get $source))))
                (loop $copy
                  (v128.store align=1 (local.get $at) (v128.load align=1 (local.get $source)))
                  (local.set $at (i32.add (local.get $at) (i32.const 16)))
                  (local.set $source (i32.add (local.get $source) (i32.const 16)))
                  (br_if $copy (i32.lt_u (local.get $at) (local.get $last))))
                (local.set $at (local.get $last))
                (i32.store offset=4 (local.get $column) (local.get $at)))))
          (else
            (i32.store offset=12 (local.get $column)
              (i32.add (i32.load offset=12 (local.get $column)) (i32.const 1)))))
        (i32.store (local.get $end) (i32.add (local.get $at) (i32.load offset=8 (local.get $column))))
        (local.set $end (i32.add (local.get $end) (local.get $stride)))
        (local.set $column (i32.add (local.get $column) (i32.const 16)))
        (local.set $from (i32.add (local.get $from) (i32.const 1)))
        (br $each)))
    (local.get $count)))
