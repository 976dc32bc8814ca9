;; A plugin that keeps to the contract, by hand: one span of 10 to 60 minutes, one step. `{{…}}` are the places
;; where the tests put something hostile.
(module
  {{imports}}
  (memory (export "memory") {{pages}})
  (table $table 1 {{table}} funcref)
  (global $top (mut i32) (i32.const 65536))

  ;; The canonical ABI asks for memory for what it passes in.
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $top) (i32.const 15)) (i32.const -16)))
    (global.set $top (i32.add (local.get $at) (local.get 3)))
    (block $enough
      (br_if $enough (i32.le_u (global.get $top) (i32.mul (memory.size) (i32.const 65536))))
      (drop (memory.grow (i32.const 16))))
    (local.get $at))

  (func $attack {{attack}})
  {{functions}}

  ;; A request comes in as numbers: people, whether there are seconds and how many, seed, and six texts.
  ;; result<list<span>, list<problem>> at 1024: ok, one span at 1040.
  (func (export "atelier:format/planning@1.0.0#lengths")
    (param i32 i32 i32 i64 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
    (call $attack)
    (i32.store8 (i32.const 1024) (i32.const 0))
    (i32.store (i32.const 1028) (i32.const {{spans_at}}))
    (i32.store (i32.const 1032) (i32.const {{spans}}))
    (i32.const 1024))

  ;; result<draft, list<problem>> at 2048: ok, one step at 3072; a handout at 3200 and a warning at 3300 when asked for.
  (func (export "atelier:format/planning@1.0.0#plan")
    (param i32 i32 i32 i64 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
    (local $seconds i32)
    (local.set $seconds (local.get 2))
    {{plan}}
    (i32.store8 (i32.const 2048) (i32.const {{plan_refuses}}))
    (i32.store (i32.const 2052) (i32.const {{steps_at}}))
    (i32.store (i32.const 2056) (i32.const {{steps}}))
    ;; id and text: "step"; args and data: what the tests say; min and ideal are the length asked for.
    (i32.store (i32.const 3072) (i32.const 4096))
    (i32.store (i32.const 3076) (i32.const {{id_length}}))
    (i32.store (i32.const 3080) (i32.const 4096))
    (i32.store (i32.const 3084) (i32.const 4))
    (i32.store (i32.const 3088) (i32.const {{args_at}}))
    (i32.store (i32.const 3092) (i32.const {{args_length}}))
    (i32.store (i32.const 3096) (i32.const 60))
    (i32.store (i32.const 3100) (i32.add (local.get $seconds) (i32.const {{off}})))
    (i32.store (i32.const 3104) (i32.const 7200))
    (i32.store (i32.const 3108) (i32.const 1))
    (i32.store (i32.const 2068) (i32.const {{handouts_at}}))
    (i32.store (i32.const 2072) (i32.const {{handouts}}))
    (i32.store (i32.const 2092) (i32.const {{warnings_at}}))
    (i32.store (i32.const 2096) (i32.const {{warnings}}))
    ;; id and template: "step"; for a "participant" on "a4"; its data.
    (i32.store (i32.const 3200) (i32.const 4096))
    (i32.store (i32.const 3204) (i32.const 4))
    (i32.store (i32.const 3208) (i32.const 4096))
    (i32.store (i32.const 3212) (i32.const 4))
    (i32.store (i32.const 3216) (i32.const 4100))
    (i32.store (i32.const 3220) (i32.const 11))
    (i32.store (i32.const 3224) (i32.const 4111))
    (i32.store (i32.const 3228) (i32.const 2))
    (i32.store (i32.const 3232) (i32.const 1))
    (i32.store (i32.const 3240) (i32.const {{json_at}}))
    (i32.store (i32.const 3244) (i32.const {{json_length}}))
    ;; A "warning" about "step", with these args.
    (i32.store (i32.const 3300) (i32.const 4113))
    (i32.store (i32.const 3304) (i32.const 7))
    (i32.store (i32.const 3308) (i32.const 4096))
    (i32.store (i32.const 3312) (i32.const {{about_length}}))
    (i32.store (i32.const 3316) (i32.const 4096))
    (i32.store (i32.const 3320) (i32.const 4))
    (i32.store (i32.const 3324) (i32.const {{json_at}}))
    (i32.store (i32.const 3328) (i32.const {{json_length}}))
    (i32.const 2048))

  ;; 600, 1800, 3600 s, and no more words.
  (data (i32.const 1040) "\58\02\00\00\08\07\00\00\10\0e\00\00\00\00\00\00\00\00\00\00")
  (data (i32.const 4096) "stepparticipanta4warning")
  {{data}})
