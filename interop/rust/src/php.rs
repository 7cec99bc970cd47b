//! An rpc/encoded service by PHP: nil both ways, arrays, objects that are sent once and referred to.

use castile::value::Decimal;
use castile::{AnyType, Array, Client, MultiArray, SoapVersion};
use castile_interop::php::{Add, Anything, Item, Items, PeerClient, Table};

use crate::check::{Checked, no_deviations, present, same};

pub(crate) async fn all(endpoint: &str, version: SoapVersion) -> Checked {
    let peer = PeerClient::new(Client::new(endpoint)?.with_version(version));

    let reply = peer.add(&Add::new(2, 3)).await?;
    no_deviations(&reply)?;
    same("sum", &reply.sum, &Some(5))?;
    let reply = peer.add(&Add::default()).await?;
    no_deviations(&reply)?;
    same("sum of nothing", &reply.sum, &None)?;

    let price: Decimal = "1.50".parse()?;
    let parent = Item {
        name: Some("a<\u{e9}> &".to_owned()),
        count: Some(-1),
        price: Some(price),
        tags: Some(["x".to_owned(), String::new()].into()),
        data: Some(b"abc".to_vec().into()),
        ..Item::default()
    };
    let child = Item {
        name: Some("b".to_owned()),
        parent: Some(Box::new(parent.clone())),
        ..Item::default()
    };
    let items: Array<Item> = [parent.clone(), child.clone()].into();
    let reply = peer.items(&Items::new(items)).await?;
    no_deviations(&reply)?;
    let twice: Array<Item> = [parent.clone(), child.clone(), parent, child].into();
    same(
        "items",
        &present("items", reply.into_inner().items)?,
        &twice,
    )?;

    let table = MultiArray {
        sizes: vec![2, 3],
        items: (1..=6).map(Some).collect(),
    };
    let reply = peer.table(&Table::new(table.clone())).await?;
    no_deviations(&reply)?;
    same(
        "table",
        &present("table", reply.into_inner().table)?,
        &table,
    )?;

    let number = AnyType::typed("int", &7);
    let reply = peer.anything(&Anything::new(number)).await?;
    no_deviations(&reply)?;
    let number = present("anything", reply.into_inner().anything)?;
    same("anything", &number.parse::<i32>()?, &7)?;
    Ok("numbers, nothing, objects twice, a table, a value of any type".to_owned())
}
