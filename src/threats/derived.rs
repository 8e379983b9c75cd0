//! What follows for one place: values that conditions read, and the controls that stand there.

use super::condition::explain::{name, shown};
use super::condition::fields::{self, Field, Of, Shape};
use super::condition::{List, Path, Root, Thing, Truth};
use super::controls::ControlFound;
use super::reader::Reader;
use crate::model::Place;

/// The value of a field of conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    /// The field.
    pub field: &'static Field,
    /// The value in words; `None` where nothing is known.
    pub value: Option<String>,
}

impl Reader<'_> {
    /// All controls about which something is known at a place, in the order of the catalogue. A flow has those of its ends,
    /// of the boundary that it crosses and of the zones around it as well.
    pub fn controls_at(&self, place: Place) -> Vec<ControlFound> {
        self.thing(place).map_or_else(Vec::new, |thing| self.standing(thing).all().into_iter().cloned().collect())
    }

    /// What conditions read for a field of a place.
    pub fn derived(&self, place: Place, name: &str) -> Option<Derived> {
        let thing = self.thing(place)?;
        let field = fields::field(of(thing), name)?;
        Some(Derived { field, value: self.value(thing, field) })
    }

    fn value(&self, thing: Thing, field: &'static Field) -> Option<String> {
        let standing = self.standing(thing);
        let scope = self.scope(thing, &standing);
        let path = Path { root: Root::This, zones: 0, of: of(thing) };
        match field.shape {
            Shape::YesNo => match scope.holds(path, field) {
                Truth::True => Some("yes".to_owned()),
                Truth::False => Some("no".to_owned()),
                Truth::Unknown => None,
            },
            Shape::Elements | Shape::DataList => {
                let items = scope.items(List { path, field }).into_iter();
                let items: Vec<String> = items.map(|item| name(&self.world, item)).collect();
                (!items.is_empty()).then(|| items.join(", "))
            }
            _ => {
                let found = scope.value(thing, field);
                (!found.is_unknown()).then(|| shown(field, found)).filter(|value| !value.is_empty())
            }
        }
    }
}

fn of(thing: Thing) -> Of {
    match thing {
        Thing::Flow(_) => Of::Flow,
        Thing::Element(_) => Of::Element,
        Thing::Zone(_) => Of::Zone,
        Thing::Data(_) => Of::Data,
        Thing::Model => Of::Model,
    }
}
