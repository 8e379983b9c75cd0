//! Zones of drawings: which box contains what, where a drawing says no more than where things are.

/// A box on a drawing, in its units; `y` grows downwards.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Area {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Area {
    fn centre(&self) -> (f64, f64) {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    fn size(&self) -> f64 {
        self.width * self.height
    }

    /// How far another area stands above or below this one, if its middle is within its width; 0 where they overlap.
    pub(super) fn distance_below(&self, other: &Self) -> Option<f64> {
        let (middle, _) = other.centre();
        let beside = middle < self.x || middle > self.x + self.width;
        let gap = (other.y - (self.y + self.height)).max(self.y - (other.y + other.height)).max(0.0);
        (!beside).then_some(gap)
    }

    fn holds(&self, (x, y): (f64, f64)) -> bool {
        self.x <= x && x <= self.x + self.width && self.y <= y && y <= self.y + self.height
    }
}

/// The index of the smallest zone that holds the middle of an area, if one does.
pub(super) fn zone_around(area: &Area, zones: &[Area]) -> Option<usize> {
    let around = zones.iter().enumerate().filter(|(_, zone)| zone.holds(area.centre()));
    around.min_by(|(_, a), (_, b)| a.size().total_cmp(&b.size())).map(|(at, _)| at)
}

/// The zone around each zone: the smallest larger one that holds its middle.
pub(super) fn parents(zones: &[Area]) -> Vec<Option<usize>> {
    let parent = |(own, area): (usize, &Area)| {
        // Of two boxes of one size the later one lies in the earlier one, so that none lies in itself.
        let larger = |(other, zone): &(usize, &Area)| (zone.size(), own) > (area.size(), *other) && own != *other;
        let around = zones.iter().enumerate().filter(larger).filter(|(_, zone)| zone.holds(area.centre()));
        around.min_by(|(_, a), (_, b)| a.size().total_cmp(&b.size())).map(|(at, _)| at)
    };
    zones.iter().enumerate().map(parent).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(x: f64, y: f64, width: f64, height: f64) -> Area {
        Area { x, y, width, height }
    }

    #[test]
    fn things_lie_in_the_smallest_zone_around_their_middle() {
        let zones = [area(0.0, 0.0, 100.0, 100.0), area(10.0, 10.0, 50.0, 50.0), area(10.0, 10.0, 50.0, 50.0)];
        assert_eq!(zone_around(&area(20.0, 20.0, 80.0, 10.0), &zones[..2]), Some(1));
        assert_eq!(zone_around(&area(200.0, 0.0, 1.0, 1.0), &zones), None);
        assert_eq!(parents(&zones), [None, Some(0), Some(1)]);
    }
}
