// ANCHOR: type
pub struct Hull {
    planks: Vec<u32>,
}
// ANCHOR_END: type

impl Hull {
    // ANCHOR: count
    pub fn count_planks(&self) -> usize {
        self.planks.iter().filter(|p| **p > 0).count()
    }
    // ANCHOR_END: count
}
