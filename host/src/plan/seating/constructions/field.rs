//! Abelian groups whose elements are numbers, and finite fields on top of them.

/// A product of cyclic groups. An element is a number: its parts, in mixed radix, the first least.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    orders: Vec<usize>,
}

impl Group {
    /// The product of cyclic groups of these orders.
    pub(super) fn new(orders: Vec<usize>) -> Self {
        Self { orders }
    }

    /// How many elements.
    pub(super) fn order(&self) -> usize {
        self.orders.iter().product()
    }

    /// True for the integers modulo the order.
    pub(super) fn is_cyclic(&self) -> bool {
        self.orders.len() == 1
    }

    /// a + b.
    pub(super) fn add(&self, a: usize, b: usize) -> usize {
        self.combine(a, b, |a, b, order| (a + b) % order)
    }

    /// a - b.
    pub(super) fn subtract(&self, a: usize, b: usize) -> usize {
        self.combine(a, b, |a, b, order| (a + order - b) % order)
    }

    fn combine(&self, mut a: usize, mut b: usize, part: impl Fn(usize, usize, usize) -> usize) -> usize {
        let (mut result, mut unit) = (0, 1);
        for &order in &self.orders {
            result += unit * part(a % order, b % order, order);
            (a, b, unit) = (a / order, b / order, unit * order);
        }
        result
    }
}

/// p and k with q = p^k, p prime, k at least 1.
pub(super) fn prime_power(q: usize) -> Option<(usize, usize)> {
    let p = (2..=q).find(|p| q.is_multiple_of(*p))?;
    let (mut rest, mut k) = (q, 0);
    while rest.is_multiple_of(p) {
        rest /= p;
        k += 1;
    }
    (rest == 1).then_some((p, k))
}

/// The field with p^k elements. An element is a polynomial over the integers modulo p, its coefficients the digits of
/// a number in base p; addition is that of the group of k times p.
pub(super) struct Field {
    p: usize,
    /// Of the monic irreducible polynomial of degree k, without the leading coefficient.
    modulus: Vec<usize>,
}

impl Field {
    /// The field with `q` elements; none unless `q` is a power of a prime.
    pub(super) fn new(q: usize) -> Option<Self> {
        let (p, k) = prime_power(q)?;
        // A polynomial is irreducible when the products it defines have no zero divisors.
        (0..q).map(|low| Self { p, modulus: digits(low, p, k) }).find(|field| field.has_no_zero_divisors(q))
    }

    /// The additive group.
    pub(super) fn group(&self) -> Group {
        Group::new(vec![self.p; self.modulus.len()])
    }

    /// a · b.
    pub(super) fn multiply(&self, a: usize, b: usize) -> usize {
        let (p, k) = (self.p, self.modulus.len());
        let (a, b) = (digits(a, p, k), digits(b, p, k));
        let mut product = vec![0; 2 * k];
        for (i, x) in a.iter().enumerate() {
            for (j, y) in b.iter().enumerate() {
                product[i + j] = (product[i + j] + x * y) % p;
            }
        }
        for high in (k..2 * k).rev() {
            let leading = std::mem::take(&mut product[high]);
            for (low, coefficient) in self.modulus.iter().enumerate() {
                let at = high - k + low;
                product[at] = (product[at] + leading * (p - coefficient)) % p;
            }
        }
        product[..k].iter().rev().fold(0, |number, digit| number * p + digit)
    }

    fn has_no_zero_divisors(&self, q: usize) -> bool {
        (1..q).all(|a| (a..q).all(|b| self.multiply(a, b) != 0))
    }
}

fn digits(number: usize, base: usize, count: usize) -> Vec<usize> {
    let mut rest = number;
    (0..count)
        .map(|_| {
            let digit = rest % base;
            rest /= base;
            digit
        })
        .collect()
}
