import { describe, expect, test } from 'vitest';
import { calculate } from '../../strategies/support/calculate.js';

// Texts as a person or another arena might write them, several in a line. `\u{…}` is a character that cannot be seen here.

/** With their values, of which there is no doubt. */
const USUAL = String.raw`
# scientific notation
1e3 ⇒ 1000 ¦ 1.5e3 + 1 ⇒ 1501 ¦ 2E3 * 2 ⇒ 4000 ¦ 1e+3 - 1 ⇒ 999 ¦ 5e-1 * 2 ⇒ 1 ¦ 1.2 × 10³ + 1 ⇒ 1201
2×10^3 ⇒ 2000 ¦ 2x10^3 ⇒ 2000 ¦ 10⁻² * 100 ⇒ 1 ¦ 10⁻¹ × 50 ⇒ 5 ¦ 2⁺³ ⇒ 8
# factorials
5! ⇒ 120 ¦ 0! ⇒ 1 ¦ 3! + 4! ⇒ 30 ¦ (2+1)! ⇒ 6 ¦ -3! ⇒ -6 ¦ (3!)! ⇒ 720 ¦ 5 factorial ⇒ 120 ¦ 5! / 3! ⇒ 20
# signs before a number
+-3 ⇒ -3 ¦ 3 +- 4 ⇒ -1 ¦ 3 -+ 4 ⇒ -1 ¦ 3 ++ 4 ⇒ 7 ¦ 3 -- 4 ⇒ 7 ¦ - - 3 ⇒ 3 ¦ 5 * -3 ⇒ -15 ¦ 5*+3 ⇒ 15 ¦ -(-3) ⇒ 3
−3² ⇒ -9 ¦ (−3)² ⇒ 9 ¦ 2^-1 * 4 ⇒ 2 ¦ 2 - (-3) ⇒ 5 ¦ --3 - -3 ⇒ 6 ¦ 3 － 4 ⇒ -1 ¦ 3 ﹣ 4 ⇒ -1 ¦ 3 ‒ 4 ⇒ -1
3 — 4 ⇒ -1
# factors side by side
2(3+4) ⇒ 14 ¦ (3+4)2 ⇒ 14 ¦ (2)(3)(4) ⇒ 24 ¦ 2(3)^2 ⇒ 18 ¦ 2√9 ⇒ 6 ¦ √9√4 ⇒ 6 ¦ 2 \u{2062} (3) ⇒ 6 ¦ 2\u{2062}3 ⇒ 6
2\u{2064}3 ⇒ 5 ¦ 3(4)5 ⇒ 60
# brackets
[2 + (3 * {4 - 1})] ⇒ 11 ¦ ⟦2+3⟧*4 ⇒ 20 ¦ 「2+3」*4 ⇒ 20 ¦ 《2+3》*4 ⇒ 20 ¦ |2-5|*2 ⇒ 6 ¦ ||-3|| ⇒ 3 ¦ |-3 - |-4|| ⇒ 7
⌊7/2⌋ ⇒ 3 ¦ ⌈7/2⌉ ⇒ 4 ¦ ❨2+3❩×4 ⇒ 20 ¦ (2+3)×[4−1] ⇒ 15
# powers and indices
3² + 4² ⇒ 25 ¦ 2³² ⇒ 4294967296 ¦ 5⁰ ⇒ 1 ¦ (1+1)³ ⇒ 8
# signs and digits of Unicode
３＋４ ⇒ 7 ¦ 𝟛 + 𝟜 ⇒ 7 ¦ ③ + ④ ⇒ 7 ¦ ٣ × ٤ ⇒ 12 ¦ ১২ + ৩ ⇒ 15 ¦ 3\u{a0}+\u{a0}4 ⇒ 7 ¦ 3\u{200b}+4 ⇒ 7
3\u{fe0f}\u{20e3} + 4\u{fe0f}\u{20e3} ⇒ 7 ¦ 3 ✖\u{fe0f} 4 ⇒ 12 ¦ 3 🟰 3 ⇒ 3 ¦ 8 ∕ 2 ⇒ 4 ¦ 3 • 4 ⇒ 12
# groups of digits
1,000 + 1 ⇒ 1001 ¦ 10,000 * 2 ⇒ 20000 ¦ 1,234,567 - 1 ⇒ 1234566 ¦ 1.234.567 - 1 ⇒ 1234566 ¦ 1'234'567 - 1 ⇒ 1234566
1’000 + 1 ⇒ 1001 ¦ 1 234 567 - 1 ⇒ 1234566 ¦ 1\u{202f}000 + 1 ⇒ 1001 ¦ 1\u{2009}000 + 1 ⇒ 1001
1_000_000 + 1 ⇒ 1000001 ¦ 1,00,000 + 1 ⇒ 100001 ¦ 12,34,567 + 1 ⇒ 1234568 ¦ 1,234.5 * 2 ⇒ 2469 ¦ 1.234,5 * 2 ⇒ 2469
1,5 + 2,5 ⇒ 4 ¦ 1,500 * 2.5 ⇒ 3750 ¦ 0.125 * 8 ⇒ 1 ¦ 0,125 * 8 ⇒ 1 ¦ 1٬000 + 1 ⇒ 1001 ¦ １，０００ ＋ １ ⇒ 1001
,5 * 2 ⇒ 1 ¦ .5 + .5 ⇒ 1 ¦ 1 000,5 * 2 ⇒ 2001 ¦ 1 000 000 ⇒ 1000000
# powers in words, and higher roots
2 squared cubed ⇒ 64 ¦ 3 cubed squared ⇒ 729 ¦ 2 squared to the power of 3 ⇒ 64 ¦ 2 cubed^2 ⇒ 64 ¦ -3 squared ⇒ -9
the sum of 3 squared and 4 squared ⇒ 25 ¦ the sum of 3 and 2^2 ⇒ 7 ¦ fourth root of 16 ⇒ 2 ¦ the fourth root of 16 plus 1 ⇒ 3 ¦ third root of 27 ⇒ 3
tenth root of 1024 ⇒ 2
# parts behind hundreds
one hundred and one half times 2 ⇒ 201 ¦ two hundred and one half times 2 ⇒ 401 ¦ one hundred and three quarters times 4 ⇒ 403
one thousand and one quarter times 4 ⇒ 4001 ¦ one and one half times 2 ⇒ 3 ¦ one hundred and one times 2 ⇒ 202
# a part of a percent
1/2 percent of 200 ⇒ 1 ¦ 1/2% of 200 ⇒ 1 ¦ 3/4 % of 400 ⇒ 3 ¦ 200 / 50% ⇒ 400 ¦ 1/2 of 50% of 200 ⇒ 50
# percent
20% of 50 ⇒ 10 ¦ 20 % of 50 ⇒ 10 ¦ 50 + 10% ⇒ 55 ¦ 50 - 10% ⇒ 45 ¦ 200 * 10% ⇒ 20 ¦ 20 percent of 50 ⇒ 10
10 % 3 ⇒ 1 ¦ 10%3 ⇒ 1 ¦ 50% * 20 ⇒ 10 ¦ 25% × 80 ⇒ 20 ¦ 50% of 50% of 200 ⇒ 50 ¦ 50 plus 10 percent ⇒ 55
150% of 20 ⇒ 30 ¦ 50 - 20% of 50 ⇒ 40
# parts and words of arithmetic
half of 10 ⇒ 5 ¦ 1/2 of 10 ⇒ 5 ¦ 0.5 of 10 ⇒ 5 ¦ three quarters of 100 ⇒ 75 ¦ ¾ of 100 ⇒ 75 ¦ a third of 9 ⇒ 3
20 divided by 4 ⇒ 5 ¦ divide 20 by 4 ⇒ 5 ¦ 6 multiplied by 7 ⇒ 42 ¦ 5 squared ⇒ 25 ¦ 3 squared plus 4 squared ⇒ 25
square of 5 ⇒ 25 ¦ the square of 5 plus 1 ⇒ 26 ¦ cube of 3 ⇒ 27 ¦ 4 cubed ⇒ 64 ¦ the square root of 81 ⇒ 9
sqrt 16 ⇒ 4 ¦ sqrt(9) + √16 ⇒ 7 ¦ cube root of -8 ⇒ -2 ¦ 2 to the power of 5 ⇒ 32 ¦ 2 raised to the power of 3 ⇒ 8
2 raised to 3 ⇒ 8 ¦ 2 to the power 3 ⇒ 8 ¦ 10 take away 3 ⇒ 7 ¦ take 3 away from 10 ⇒ 7
# remainders
10 mod 3 ⇒ 1 ¦ 10 modulo 3 ⇒ 1 ¦ -7 mod 3 ⇒ 2 ¦ remainder of 17 divided by 5 ⇒ 2
the remainder when 17 is divided by 5 ⇒ 2 ¦ What is the remainder of 10 / 3? ⇒ 1 ¦ 7 // 2 ⇒ 3
# fractions
1/2 + 1/2 ⇒ 1 ¦ 1 1/2 * 2 ⇒ 3 ¦ 2 1/4 + 1 3/4 ⇒ 4 ¦ 2½ * 2 ⇒ 5 ¦ 2 ½ * 2 ⇒ 5 ¦ ½ + ½ ⇒ 1 ¦ 1⁄2 * 4 ⇒ 2
3/4 * 8 ⇒ 6 ¦ one half plus one half ⇒ 1 ¦ two thirds of nine ⇒ 6 ¦ one and a half times two ⇒ 3
a dozen dozen ⇒ 144 ¦ 1/2/2 * 8 ⇒ 2 ¦ one-half of 10 ⇒ 5
# numbers in words
seven ⇒ 7 ¦ twenty-one ⇒ 21 ¦ twenty–one ⇒ 21 ¦ twenty‑one plus one ⇒ 22 ¦ one hundred ⇒ 100
a hundred and one ⇒ 101 ¦ three hundred twenty-two ⇒ 322 ¦ two thousand and five ⇒ 2005
five million two hundred thousand ⇒ 5200000 ¦ twenty one hundred ⇒ 2100 ¦ twenty - one ⇒ 19
2 million + 1 ⇒ 2000001 ¦ 1.5 million ⇒ 1500000 ¦ 3 dozen ⇒ 36 ¦ 5 hundred * 2 ⇒ 1000
three point five times two ⇒ 7 ¦ zero ⇒ 0 ¦ minus seven ⇒ -7 ¦ negative four plus ten ⇒ 6 ¦ FIVE plus Three ⇒ 8
ninety nine ⇒ 99 ¦ one thousand two hundred thirty four ⇒ 1234 ¦ one hundred thousand ⇒ 100000
# questions
What is 3 plus 4? ⇒ 7 ¦ What’s 3 × 4? ⇒ 12 ¦ How much is 6 times 7? ⇒ 42 ¦ Calculate: 3 + 4 ⇒ 7
Please compute (3 + 4) * 2. ⇒ 14 ¦ 3 + 4 ... ? ⇒ 7 ¦ ¿3 + 4? ⇒ 7 ¦ (3 + 4) = ??? ⇒ 7
what do you get if you multiply 6 by 7? ⇒ 42 ¦ Hello, what is 3+4? ⇒ 7 ¦ "3 + 4" ⇒ 7 ¦ sum of 3 and 4 ⇒ 7
sum of 1, 2 and 3 ⇒ 6 ¦ 3 less than 10 ⇒ 7 ¦ subtract 3 from 10 ⇒ 7 ¦ 10 less 3 ⇒ 7 ¦ add 3, 4 and 5 ⇒ 12
what is the difference between 10 and 4? ⇒ 6 ¦ difference of 10 and 4 ⇒ 6
# equations
x = 3 + 4 ⇒ 7 ¦ x=3+4 ⇒ 7 ¦ y = 3 * 4 ⇒ 12 ¦ 3 + 4 = x ⇒ 7 ¦ x + 3 = 7 ⇒ 4 ¦ 2x = 8 ⇒ 4 ¦ 2x + 3 = 7 ⇒ 2
3x - 4 = 11 ⇒ 5 ¦ 10 - x = 4 ⇒ 6 ¦ x/2 = 4 ⇒ 8 ¦ x + x = 8 ⇒ 4 ¦ x = 3 x 4 ⇒ 12 ¦ 3 x -4 ⇒ -12 ¦ 3 x 4 = ? ⇒ 12
? x 4 = 12 ⇒ 3 ¦ _ + 3 = 7 ⇒ 4 ¦ ___ + 3 = 7 ⇒ 4 ¦ 3 + ___ = 7 ⇒ 4 ¦ 3 + ? = 7 ⇒ 4 ¦ □ + 3 = 7 ⇒ 4 ¦ 3 + 4 = 7 ⇒ 7
3 + 4 == ? ⇒ 7 ¦ 3:4 = x:8 ⇒ 6 ¦ x equals 3 plus 4 ⇒ 7 ¦ what is x if x + 3 = 7? ⇒ 4 ¦ 3 + 4 is ⇒ 7
3 + 4 is ? ⇒ 7 ¦ answer = 3 + 4 ⇒ 7
# an equals sign at the end
3 + 4 = ⇒ 7 ¦ 3 + 4 = ? ⇒ 7 ¦ 3 + 4=? ⇒ 7 ¦ = 3 + 4 ⇒ 7 ¦ 3 + 4 = ___ ⇒ 7 ¦ 3+4= ⇒ 7 ¦ 3 + 4 ≟ ⇒ 7 ¦ 3 + 4 = ？ ⇒ 7
# programs and other things
2**3 ⇒ 8 ¦ 2**3**2 ⇒ 512 ¦ 2^3^2 ⇒ 512 ¦ 2^(1+2) ⇒ 8 ¦ 2^{10} ⇒ 1024 ¦ 4^½ ⇒ 2 ¦ 12:4 ⇒ 3 ¦ 8 : 4 ⇒ 2 ¦ √2 * √2 ⇒ 2
(√2)^2 ⇒ 2 ¦ -√16 ⇒ -4 ¦ ∛27 ⇒ 3 ¦ √16+9 ⇒ 13
# a part in words is one operand
10 divided by twice 5 ⇒ 1 ¦ 20 / twice 5 ⇒ 2 ¦ 10 divided by half of 4 ⇒ 5 ¦ 60 divided by a third of 9 ⇒ 20 ¦ 100 divided by 20% of 50 ⇒ 10
20 / half of 4 ⇒ 10 ¦ 2 to the power of twice 3 ⇒ 64 ¦ 2 ^ twice 3 ⇒ 64 ¦ 10 mod twice 2 ⇒ 2 ¦ square of twice 3 ⇒ 36 ¦ square of half of 4 ⇒ 4
factorial of twice 2 ⇒ 24 ¦ absolute value of twice -3 ⇒ 6 ¦ square root of 1/4 of 64 ⇒ 4 ¦ square root of half of 8 ⇒ 2
twice 3 squared ⇒ 18 ¦ half of 10 + 2 ⇒ 7 ¦ twice half of 10 ⇒ 10 ¦ 3 + half of 4 ⇒ 5 ¦ 12 - 1/2 of 4 ⇒ 10 ¦ 2 * 3/4 of 8 ⇒ 12
divide 20 by half of 4 ⇒ 10 ¦ the sum of 3 and half of 4 ⇒ 5 ¦ subtract 3 from half of 10 ⇒ 2 ¦ twice x plus 3 = 11 ⇒ 4
# what stands behind a power
3²! ⇒ 362880 ¦ 3² factorial ⇒ 362880 ¦ 2²! + 1 ⇒ 25 ¦ 2³ squared ⇒ 64 ¦ 3² cubed ⇒ 729 ¦ 10²% ⇒ 1 ¦ 5²% of 40 ⇒ 10 ¦ 5²%3 ⇒ 1
2^3% of 100 ⇒ 8 ¦ 2^(3 squared) ⇒ 512 ¦ (2^3) squared ⇒ 64 ¦ 2^3² ⇒ 512 ¦ -3²! ⇒ -362880 ¦ 50%² * 4 ⇒ 1 ¦ 50%^2 * 4 ⇒ 1 ¦ 10²(2) ⇒ 200
# a root with its degree
∜16 ⇒ 2 ¦ ³√27 ⇒ 3 ¦ ³√8 + 1 ⇒ 3 ¦ 5 + ⁴√16 ⇒ 7 ¦ ¹⁰√1024 ⇒ 2 ¦ ²√9 ⇒ 3
# a fraction that is one number
8 ÷ 1⁄2 ⇒ 16 ¦ 8 ÷ 1⁄2. ⇒ 16 ¦ 1⁄2⁄3 * 12 ⇒ 2 ¦ 8 ÷ ½ ⇒ 16 ¦ 8 divided by (1/2) ⇒ 16 ¦ 8 divided by one half ⇒ 16 ¦ 2/3² * 9 ⇒ 2 ¦ 8/4/2 ⇒ 1 ¦ 8 / 4 / 2 ⇒ 1
# factorials of factorials
3 factorial factorial ⇒ 720 ¦ 3! factorial ⇒ 720 ¦ What is 3! + 4? ⇒ 10 ¦ 5! please = ? ⇒ 120
# a word before a number with a sign
the value of -3 + 5 ⇒ 2 ¦ What's -3 + 5? ⇒ 2 ¦ the value of minus 3 plus 5 ⇒ 2 ¦ Solve this: 3 + 4 ⇒ 7 ¦ the answer is -3 + 5 ⇒ 2
# equations with brackets and powers
2(x + 3²) = 24 ⇒ 3 ¦ |-3|x = 12 ⇒ 4 ¦ x + 10% = 55 ⇒ 50 ¦ 20% of x = 10 ⇒ 50 ¦ half of x plus 1 = 6 ⇒ 10 ¦ 50% * x = 4 ⇒ 8
Solve 3y - 2 = 10 for y ⇒ 4 ¦ Solve for y: 3y - 2 = 10 ⇒ 4 ¦ Solve for x 3x = 21 ⇒ 7
# "than" behind a product
3 less than 2 times 10 ⇒ 17 ¦ 4 more than 3 times 5 ⇒ 19 ¦ (2 times 3) less than 10 ⇒ 4 ¦ 3 less than half of 10 ⇒ 2 ¦ 5 plus 3 more than 4 ⇒ 12
# mixed
x = 2x - 3 ⇒ 3 ¦ y = 2y - 3 ⇒ 3 ¦ ? = 3 x 4 ⇒ 12 ¦ x x 4 = 12 ⇒ 3 ¦ 4x4 ⇒ 16 ¦ 3X4 ⇒ 12 ¦ (1+2)x(3+4) ⇒ 21
2x3x4 ⇒ 24 ¦ 2 x 3 + 4 ⇒ 10 ¦ 2 x (3 + 4) x 2 ⇒ 28 ¦ -3 x -4 ⇒ 12 ¦ (−3) × (−4) ⇒ 12 ¦ −3 × −4 ⇒ 12 ¦ 3*-4 ⇒ -12
6/-3 ⇒ -2 ¦ 2^-2*8 ⇒ 2 ¦ 2^+2 ⇒ 4 ¦ (-2)^3 ⇒ -8 ¦ -2^4 ⇒ -16 ¦ 1+1= ⇒ 2 ¦ 1+1=2 ⇒ 2 ¦ 12-5=? ⇒ 7
12 - 5 = ___? ⇒ 7 ¦ 12 – 5 ⇒ 7 ¦ 12—5 ⇒ 7 ¦ 12−5 ⇒ 7 ¦ 100–1 ⇒ 99 ¦ What is the sum of 12 and 30? ⇒ 42
What is the product of 6 and 7? ⇒ 42 ¦ What is 15% of 200? ⇒ 30 ¦ What is half of 84? ⇒ 42
What is 2 to the power of 10? ⇒ 1024 ¦ What is the square of 7? ⇒ 49 ¦ What is 7 squared? ⇒ 49
what is 100 divided by 4 ⇒ 25 ¦ What is 17 mod 5? ⇒ 2 ¦ What is the remainder when 17 is divided by 5? ⇒ 2
What is 3 factorial? ⇒ 6 ¦ what is the cube root of 27 ⇒ 3 ¦ What is 10 minus 3? ⇒ 7 ¦ What is ten minus three? ⇒ 7
What's two plus two? ⇒ 4 ¦ Subtract five from twelve ⇒ 7 ¦ Add six and seven ⇒ 13 ¦ Multiply nine by nine ⇒ 81
Divide eighty-one by nine ⇒ 9 ¦ Calculate 5 + 3 * 2 ⇒ 11 ¦ compute 2^8 ⇒ 256 ¦ Evaluate: (4 + 4) / 2 ⇒ 4
Find the value of 3 * 9 ⇒ 27 ¦ Solve for x: x + 5 = 12 ⇒ 7 ¦ Find x: 3x = 21 ⇒ 7 ¦ Can you tell me 6 * 7? ⇒ 42
How many is a dozen times 3? ⇒ 36 ¦ Work out 8 - 3 ⇒ 5 ¦ quick: 5*5 ⇒ 25 ¦ hey, 5*5? ⇒ 25
Tell me: what is 5*5, please? ⇒ 25 ¦ three hundred and sixty-five minus sixty-five ⇒ 300
one thousand minus one ⇒ 999 ¦ two thousand five hundred ⇒ 2500 ¦ twelve hundred ⇒ 1200
nine hundred ninety-nine thousand nine hundred ninety-nine ⇒ 999999 ¦ one billion ⇒ 1000000000
seventy-seven plus twenty-three ⇒ 100 ¦ minus twenty ⇒ -20 ¦ forty two ⇒ 42 ¦ zero point two five times 4 ⇒ 1
three fifths of 10 ⇒ 6 ¦ three and a quarter times 4 ⇒ 13 ¦ a quarter of 12 ⇒ 3 ¦ five sixths of 12 ⇒ 10
one tenth of 100 ⇒ 10 ¦ three-quarters of 8 ⇒ 6 ¦ double 21 ⇒ 42 ¦ triple 5 ⇒ 15 ¦ twice 3 plus 1 ⇒ 7
1.000.000,00 + 1 ⇒ 1000001 ¦ 1,000,000.00 + 1 ⇒ 1000001 ¦ 1 000 000,00 + 1 ⇒ 1000001 ¦ 1'000'000.00 + 1 ⇒ 1000001
2,000 + 3,000 ⇒ 5000 ¦ 1,5 + 1,5 ⇒ 3 ¦ 0,5 * 4 ⇒ 2 ¦ 3.14 * 100 ⇒ 314 ¦ 3,14 * 100 ⇒ 314 ¦ 1,234 ⇒ 1234
12,345 ⇒ 12345 ¦ 1234,5 * 2 ⇒ 2469 ¦ 1234.5 * 2 ⇒ 2469 ¦ 1,23,456 ⇒ 123456 ¦ 100,00 ⇒ 100 ¦ 9.99 + 0.01 ⇒ 10
1.250,75 + 0,25 ⇒ 1251 ¦ 1,250.75 + 0.25 ⇒ 1251 ¦ 1 250 + 750 ⇒ 2000 ¦ 3 500 / 7 ⇒ 500 ¦ 100 * 1.5e2 ⇒ 15000
1E-3 * 1000 ⇒ 1 ¦ 1.0E3 ⇒ 1000 ¦ 2.5e+2 ⇒ 250 ¦ 100 - 25% ⇒ 75 ¦ 80 + 25% ⇒ 100 ¦ 25% of 80 ⇒ 20
25 percent of 80 ⇒ 20 ¦ 80 * 25% ⇒ 20 ¦ 80 / 25% ⇒ 320 ¦ (50 + 50)% ⇒ 1 ¦ 100 % ⇒ 1 ¦ 50% of (20 + 20) ⇒ 20
10% of 10% of 1000 ⇒ 10 ¦ 20 per cent of 10 ⇒ 2 ¦ 200% of 4 ⇒ 8 ¦ 17 % 5 + 1 ⇒ 3 ¦ 2 + 17 % 5 ⇒ 4
100 + 10 % ⇒ 110 ¦ 3 % of 300 ⇒ 9 ¦ 7!/5! ⇒ 42 ¦ 5! - 5 ⇒ 115 ¦ -(3!) ⇒ -6 ¦ (4-1)! ⇒ 6 ¦ 2!^2 ⇒ 4 ¦ 2^3! ⇒ 64
√25 + √16 ⇒ 9 ¦ √(3² + 4²) ⇒ 5 ¦ 2√25 ⇒ 10 ¦ √ 81 ⇒ 9 ¦ sqrt(2)*sqrt(8) ⇒ 4 ¦ sqrt 9 * 2 ⇒ 6 ¦ ((((1)))) ⇒ 1
[(1 + 2) * {3 + 4}] ⇒ 21 ¦ [[2]] ⇒ 2 ¦ |5| ⇒ 5 ¦ |−5| × |−2| ⇒ 10 ¦ |2 - |3 - 7|| ⇒ 2 ¦ 3(+4) ⇒ 12 ¦ 3(-4) ⇒ -12
(3)(-4) ⇒ -12 ¦ (3)-(4) ⇒ -1 ¦ 2:1 ⇒ 2 ¦ 1/3 + 2/3 ⇒ 1 ¦ 1/3 * 3 ⇒ 1 ¦ 5/2 + 1/2 ⇒ 3 ¦ 1½ + 1½ ⇒ 3 ¦ 3⁄4 × 8 ⇒ 6
2 2/3 * 3 ⇒ 8 ¦ 1 - 1/2 - 1/2 ⇒ 0 ¦ 4 ½ * 2 ⇒ 9 ¦ 10 - 5 - 2 ⇒ 3 ¦ 2 * 3 - 4 * 5 ⇒ -14 ¦ 100 / 10 / 2 ⇒ 5
100 / (10 / 2) ⇒ 20 ¦ 2 + 3 * 4 ^ 2 ⇒ 50 ¦ (2 + 3) * 4 ^ 2 ⇒ 80 ¦ 2 * (3 + 4) ^ 2 ⇒ 98 ¦ - 5 + 3 ⇒ -2 ¦ 0 - 5 ⇒ -5
0 * 5 ⇒ 0 ¦ 5 * 0 - 0 ⇒ 0 ¦ -0 ⇒ 0 ¦ 00012 + 1 ⇒ 13 ¦ 3 == 3 ⇒ 3 ¦ 1 – 10? ⇒ -9 ¦ 2026-11-29 ⇒ 1986
+49 170 123 ⇒ 49170123 ¦ 7 mod 7 ⇒ 0 ¦ (−7) mod 3 ⇒ 2 ¦ 3.5 mod 2 * 2 ⇒ 3 ¦ 12\u{9}+\u{9}30 ⇒ 42
12\u{d}\u{a}+ 30 ⇒ 42 ¦ \u{feff}12 + 30 ⇒ 42 ¦ 12 + 30\u{200e} ⇒ 42 ¦ \u{202e}12 + 30\u{202c} ⇒ 42
1\u{fe0f}\u{20e3}2\u{fe0f}\u{20e3} + 30 ⇒ 42 ¦ １２＋３０ ⇒ 42 ¦ ①② + 1 ⇒ 13 ¦ twelve ➕ thirty ⇒ 42 ¦ 12﹢30 ⇒ 42
`;

/** With the most likely of their values. A warning may be given, or none. */
const LIKELY = String.raw`
# likely
6.02e23 ⇒ 9007199254740991 ¦ 5!! ⇒ 15 ¦ 3!! ⇒ 3 ¦ factorial of 5 ⇒ 120 ¦ 3 ⁻ 4 ⇒ -1 ¦ 6/2(1+2) ⇒ 9 ¦ 2π ⇒ 6
2|3| ⇒ 6 ¦ 3(4 ⇒ 12 ¦ \left(2+3\right) \times 4 ⇒ 20 ¦ 2⁽¹⁺²⁾ ⇒ 8 ¦ ٢٠٪ of 50 ⇒ 10 ¦ 3 ∶ 3 ⇒ 1 ¦ 1.500 * 2 ⇒ 3
1.500 * 2,5 ⇒ 3750 ¦ 5. + 1 ⇒ 6 ¦ 200% + 100% ⇒ 3 ¦ 50 increased by 10% ⇒ 55 ¦ 12 divide 4 ⇒ 3 ¦ 12 divide by 4 ⇒ 3
3 multiply by 4 ⇒ 12 ¦ 3 add 4 ⇒ 7 ¦ 9 subtract 4 ⇒ 5 ¦ 10 rem 3 ⇒ 1 ¦ 7 div 2 ⇒ 3 ¦ ⅒ * 10 ⇒ 1 ¦ half a dozen ⇒ 6
7/2 ⇒ 4 ¦ point five times 8 ⇒ 4 ¦ \u{60}3 + 4\u{60} ⇒ 7 ¦ subtract 3 from 2 * 5 ⇒ 7 ¦ abs(-3) ⇒ 3 ¦ x = 3 x √4 ⇒ 6
3 + ?? = 7 ⇒ 4 ¦ 2x = 7 ⇒ 4 ¦ 3 plus what equals 7? ⇒ 4 ¦ solve for x: 2x = 10 ⇒ 5 ¦ Solve 2x + 3 = 7 for x ⇒ 2
x = 3 + 4 = ? ⇒ 7 ¦ 3 + 4 = … ⇒ 7 ¦ 0x10 + 1 ⇒ 17 ¦ 0^0 ⇒ 1 ¦ (-8)^(1/3) ⇒ -2 ¦ 3 &times; 4 ⇒ 12 ¦ $3 + 4$ ⇒ 7
$3 + $4 ⇒ 7 ¦ 5€ * 2 ⇒ 10 ¦ plus 3 ⇒ 3 ¦ $5.00 * 2 ⇒ 10 ¦ 12 ⁺ 30 ⇒ 42
`;

/** Without a usual reading, or with two. */
const DOUBTFUL = String.raw`
# scientific notation
1e400 ¦ 2e ¦ 3e + 1
# factorials
2.5! ¦ (-1)! ¦ 2000! ¦ 4 != 3 ¦ What is 3 + 4!
# signs before a number
3 ± 4 ¦ ~5
# factors side by side
6 ÷ 2(1+2) ¦ 8/2π ¦ (3), (4) ¦ (3) & (4) ¦ (3) # (4) ¦ (3) @ (4) ¦ (3); (4) ¦ (3).(4) ¦ (3) and (4) ¦ (3) is (4)
2 3 ¦ 5 4 3 + 1
# brackets
«2+3»*4 ¦ “2+3” * 4 ¦ <2+3>*4 ¦ ((2+3)*4 ¦ 2+3)*4 ¦ (2+3]*4 ¦ ([2)] ¦ ()5 ¦ () ¦ (2+3)( ¦ [7/2] ¦ [2, 3)
# names, and digits that are missing
a + 3 ¦ A + 3 ¦ a plus 3 ¦ 5 + 3a ¦ a(3) ¦ a3 + 1 ¦ 1? + 5 = 19 ¦ 1□ + 5 = 19 ¦ 2□ × 2 = 48 ¦ 3_ + 4 = 37 ¦ ? x ? = 25 ¦ x x x = 25
the + 3 ¦ an + 3 ¦ what + 3 ¦ what - 3 = 4
# what may belong to a part or to all
the sum of 3 and 4 squared ¦ product of 2 and 3 squared ¦ 3 times more than 4 ¦ twice more than 4 ¦ fourth root of 64
multiply 2 by 3 and 4 ¦ multiply 2 and 3 by 4
# powers and indices
x² = 9 ¦ 2ⁿ ¦ 10₂ + 1 ¦ 2₃ + 1 ¦ 3²4 ¦ 2²^3 ¦ 2³ ** 2
# signs and digits of Unicode
Ⅳ + Ⅲ ¦ IV + III ¦ 三 + 四 ¦ 5‰ of 1000 ¦ 10‰ ¦ 3 ・ 4 ¦ 3 х 4 ¦ 3 → 4 ¦ 3 < 4 ¦ 3 ≈ 4 ¦ 3\u{0} + 4 ¦ \u{d800} + 3
3 ⊕ 4 ¦ 12\u{200b}3 + 1
# groups of digits
1.000 + 1 ¦ 1,500 * 2,0 ¦ 1,00,0 + 1 ¦ 1,2,3 + 1 ¦ 3.4.5 + 1 ¦ 12 34 + 1 ¦ 1234 567 + 1 ¦ 1..5 + 1 ¦ 1,5 * 1.5
1,0000 + 1 ¦ 01,000 + 1 ¦ 001,000
# percent
10 percent 50 ¦ 20% 50 ¦ 20%(30) ¦ 50%(8) ¦ -7 % 3 ¦ 7 % -3 ¦ 100 + 50 + 10% ¦ 100 + 10% + 10% ¦ 10% + 20% ¦ 10 is what percent of 50?
what percent of 50 is 10 ¦ 20% off 50 ¦ 20% more than 50 ¦ 100% more than 50 ¦ half of 50% ¦ 10 % of
# parts and words of arithmetic
3 of 4 ¦ 20 divided by ¦ divided by 4 ¦ √(-4) ¦ 2 to the 3 ¦ 2 to the third
# remainders
7 mod -3 ¦ 10 mod 0 ¦ mod 3 ¦ 17 remainder 5
# fractions
1 6/3 ¦ 1/0 ¦ \frac{1}{2} * 4 ¦ 1/3
# numbers in words
two hundred and three hundred ¦ one two three ¦ hundred hundred ¦ thousand million ¦ five-three
nineteen eighty-four ¦ 3 thousand and 5 ¦ 5k + 3 ¦ eleventy ¦ drei plus vier ¦ tow plus two ¦ first plus second
ten ten ¦ twenty twenty
# questions
Question 8: 4 + 3 ¦ Q: 3 + 4 ¦ 1) 3 + 4 ¦ 1. 3 + 4 ¦ #1: 3 + 4 ¦ If I have 3 apples and buy 4
3 apples plus 4 apples ¦ is 3 less than 10? ¦ how many times does 4 go into 20 ¦ 3 plus 4, then times 2
3 plus 4 then times 2 ¦ 3 + 4, times 2 ¦ three plus four all times two ¦ the sum of 3 and 4 times 2
product of 3 and 4 + 2 ¦ twice the sum of 3 and 4 ¦ 5 plus 3 less than 10 ¦ 10 fewer than 30 ¦ 3 and 4 ¦ max(3, 4)
gcd(12, 18) ¦ log 100 ¦ sin 30 ¦ 4 choose 2 ¦ 3 from 10
# equations
12/x = 4 ¦ x^2 = 9 ¦ x + y = 8 ¦ x = 3 x -4 ¦ ... + 3 = 7 ¦ if x = 3, what is x + 4? ¦ x = 2; 3x
let x = 2, compute 3x ¦ x=2, y=3, x+y ¦ 3 + 4 = 8 ¦ 3 + 4 => ? ¦ x + 3 > 7 ¦ f(x) = 3 + 4 ¦ a + 3 = 7 ¦ x + 3
x + 3 = ? ¦ x = x ¦ 0x = 4 ¦ 1 = 1 = 1 ¦ x + 3 = ? + 1
# programs and other things
0b101 ¦ 0o17 ¦ 3 << 1 ¦ 5 & 3 ¦ 5 | 3 ¦ 0^-1 ¦ 9^9^9 ¦ 1 / 0 ¦ NaN ¦ ∞ ¦ e ¦ 3 + 4 // note ¦ 3 + 4 # note
process.exit(1) ¦ __proto__ ¦ constructor + 3 ¦ 12:30 + 1 ¦ 10:30 - 9:30 ¦ 3 + * 4 ¦ 3 * / 4 ¦ + 3 4 ¦ 3 4 +
9007199254740993 ¦ 99999999999 * 99999999999 ¦ 2 +  ¦ 3 + 4 (hint: small) ¦ 1st + 2nd ¦ 5 km + 3 km ¦ 3 + 4; 5 + 6
3 + 4\u{a}5 + 6 ¦ 2^0.5
# a part behind a sign
100 / 20% of 50 ¦ 12 divided by 1/2 of 6 ¦ 12 / 1/2 of 6 ¦ 12 divided by 4 of 8 ¦ 3! of 4 ¦ 2² of 7 ¦ 5 twice 3 ¦ 2^1/2 of 6
# what stands behind a power
2^3 squared ¦ 2 to the power of 3 squared ¦ 2 to the power of 3 factorial ¦ 4⁻3 ¦ 2³√27 ¦ ³27
# a fraction among words
8 divided by 1/2 ¦ 9 divided by 1/3 ¦ 10 divided by 2/5 ¦ 8 ÷ 1/2 ¦ 2/3 squared * 9 ¦ 10 mod 5/2 ¦ 16 to the power of 1/2
square root of 16/4 ¦ 4/2 to the power of 2 ¦ 6/3 factorial
# exclamations
3! ! ¦ 3 + 4! please ¦ 3 + 4 ! ¦ 3 factorial! ¦ 3!! !
# not linear
|x - 5| = 3 ¦ abs(x - 7) = 2 ¦ |x - 2| = -3 ¦ |x - 4| = x - 10 ¦ ⌊x⌋ = 3 ¦ ⌈x⌉ = 3 ¦ x // 1 = 3 ¦ x mod 5 = 3 ¦ sqrt((x - 5)^2) = 3
x! = 6 ¦ 2^x = 8 ¦ x * x - x * x = 0 ¦ 10 mod x = 1
# any value solves it
2x = 2x ¦ 2x + 1 = 1 + 2x ¦ 5 + 0x = 5
# a word for a value
it + 3 ¦ answer + 3 ¦ value minus 3 ¦ the value - 3 ¦ this + 3 ¦ the+3 ¦ 5+the+10
# what may count the questions
Question 1 - 3 + 4 ¦ (1) 3 + 4 ¦ ⑴ + 1 ¦ ⒈ 3 + 4
# several unknowns
___ + ___ = 10 ¦ ? + ? = 10 ¦ ?+?=? ¦ Solve for x: 3y - 2 = 10 ¦ Solve 3y = 9 for x ¦ Find x: 3y = 9
# "than" behind a product
2 times 3 less than 10 ¦ 3 times 4 more than 5 ¦ half of 4 less than 10 ¦ twice 3 more than 4 ¦ 5 - 3 more than 10
# mixed
y = x + 3 ¦ 3xx4 ¦ x ¦ 2x ¦ xyz ¦ x =  ¦ =  ¦ == ¦ 1+1=3 ¦ Give me the answer to 3 + 4 ¦ fortytwo ¦ sixty-twelve
2.000 + 3.000 ¦ 1e ¦ 1e3.5 ¦ e3 ¦ 4E5E6 ¦ 5%% ¦ % 5 ¦ 1000 - 10% - 10% ¦ 3!!! ¦ 1.5! ¦ !3 ¦ ! ¦ √-9 ¦ √2
√9! ¦ (((1 + 2) ¦ 1 + 2))) ¦ [1,2] ¦ {1;2} ¦ (1 2) ¦ ( ) ¦ ⟨3|4⟩ ¦ ‖5‖ ¦ ⎡5⎤ ¦ (5)( ¦ )5( ¦ (+) ¦ 3 plus
3 4 plus ¦ 3, 4 ¦ 3/4/5 ¦ 3:4:5 ¦ 22/7 ¦ 1-1/2 ¦ 2½ ¦ 3 + 4i ¦ 3 + 4 = 7 = 7 ¦ true ¦ 3 != 4 ¦ 3 >= 2 ¦ not 3
3 xor 4 ¦ 3 and 4 ¦ 3 or 4 ¦ (1, 2, 3) ¦ 1..10 ¦ 1...10 ¦ 5,000 € ¦ 5 m * 2 ¦ 5kg + 3kg ¦ 10 °C + 5 ¦ 3pm + 2
11/29/2026 ¦ 192.168.0.1 ¦ v1.2.3 ¦ #ff0000 ¦ 50¢ * 2 ¦ π ¦ pi * 2 ¦ τ ¦ i^2 ¦ lim 3 ¦ ∑ 3 ¦ ∫ 3 ¦ ∂ ¦ 3 ∧ 4
3 ∨ 4 ¦ 3 ⊗ 4 ¦ ∅ ¦ 3 ∈ 4 ¦ 3 mod ¦ 3 mod 0 ¦ 12 + 30 😀 ¦ 12₊30 ¦ 1\u{332}2\u{332} + 1
`;

/** The texts of a list, by the heading that they stand under. */
function groupsOf(list: string): [name: string, texts: string[]][] {
  return list
    .trim()
    .split(/^# /m)
    .slice(1)
    .map((group) => {
      const [name = '', ...lines] = group.trim().split('\n');
      return [name, lines.flatMap((line) => line.split(' ¦ ')).map(shown)];
    });
}

function shown(text: string): string {
  return text.replace(/\\u\{([0-9a-f]+)\}/g, (_all, code: string) =>
    String.fromCodePoint(Number.parseInt(code, 16)),
  );
}

/** What a text is, what is wanted for it and what it got. */
function readings(texts: readonly string[]) {
  return texts.map((each) => {
    const [text = '', value] = each.split(' ⇒ ');
    return { text, value: Number(value), ...calculate(text) };
  });
}

describe('what has a usual reading gets it, without a doubt', () => {
  test.each(groupsOf(USUAL))('%s', (_name, texts) => {
    expect(texts.length).toBeGreaterThan(1);
    expect(readings(texts).filter(({ answer, value, doubt }) => answer !== value || doubt !== null)).toEqual(
      [],
    );
  });
});

test.each(groupsOf(LIKELY))('%s values are given', (_name, texts) => {
  expect(texts.length).toBeGreaterThan(40);
  expect(readings(texts).filter(({ answer, value }) => answer !== value)).toEqual([]);
});

describe('what has none is in doubt', () => {
  test.each(groupsOf(DOUBTFUL))('%s', (_name, texts) => {
    expect(texts.length).toBeGreaterThan(1);
    expect(readings(texts).filter(({ doubt }) => doubt === null)).toEqual([]);
  });
});
