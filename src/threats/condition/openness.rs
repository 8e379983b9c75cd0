//! Which conditions can come out as unknown: those that read a fact about protection or trust, a control, or where input
//! comes from.

use super::fields::World;
use super::{Operand, Question, Scalar, Test};

/// Whether there is a model in which the answer depends on something that nobody stated.
pub(crate) fn can_be_unknown(test: &Test) -> bool {
    match test {
        Test::All(all) | Test::Any(all) => all.iter().any(can_be_unknown),
        Test::Not(one) | Test::Over(_, _, one) => can_be_unknown(one),
        Test::Holds(_, field) => field.world == World::Open,
        // Whether something is stated is always known.
        Test::Compare(_, _, Operand::Unknown) => false,
        Test::Compare(left, _, Operand::Scalar(right)) => is_open(left) || is_open(right),
        Test::Compare(left, ..) => is_open(left),
        Test::OneOf(left, words) => is_open(left) && !words.iter().any(|word| matches!(word, Operand::Unknown)),
        Test::Is(..) | Test::HasTag(..) => false,
        Test::HasControl(..) => true,
        Test::Ask(question) => matches!(question, Question::Tainted(_) | Question::TaintedStore(_)),
    }
}

fn is_open(scalar: &Scalar) -> bool {
    match scalar {
        Scalar::Field(_, field) => field.world == World::Open,
        Scalar::Control(_) => true,
        Scalar::Count(_, test) => test.as_deref().is_some_and(can_be_unknown),
    }
}
