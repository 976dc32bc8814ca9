//! What wishes amount to once they are put together.

use super::request::SeatingRequest;

/// Groups that share nobody any more: what must sit together, from the wishes and from groups made earlier. Each has
/// at least two people, in rising order.
#[must_use]
pub(super) fn closure(request: &SeatingRequest) -> Vec<Vec<usize>> {
    let mut leader: Vec<usize> = (0..request.people).collect();
    for group in request.wishes.together.iter().chain(&request.within) {
        for pair in group.windows(2) {
            let (a, b) = (find(&mut leader, pair[0]), find(&mut leader, pair[1]));
            leader[a.max(b)] = a.min(b);
        }
    }
    let mut groups = vec![Vec::new(); request.people];
    for person in 0..request.people {
        let first = find(&mut leader, person);
        groups[first].push(person);
    }
    groups.retain(|group| group.len() > 1);
    groups
}

/// The leader of `person`'s group, with the path to it halved.
fn find(leader: &mut [usize], mut person: usize) -> usize {
    while leader[person] != person {
        leader[person] = leader[leader[person]];
        person = leader[person];
    }
    person
}
