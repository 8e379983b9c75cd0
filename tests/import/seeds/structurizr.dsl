workspace "Shop" {
  model {
    user = person "Customer"
    group "Own" {
      shop = softwareSystem "Shop" {
        web = container "Web" "Sells" "Rust" "app"
        db = container "Orders" "" "PostgreSQL"
        web -> db "Reads" "SQL"
      }
    }
    bank = softwareSystem "Bank"
    user -> web "Orders" "HTTPS"
    web -> bank "Pays"
  }
  views {
    dynamic shop { user -> web "Orders"
      web -> db "Stores" }
  }
}
